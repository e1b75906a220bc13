import type { HostTensor, Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Of } from '../engines/tree.ts';
import { foaGradient } from '../methods/foa-gradient.ts';
import type { MethodContext } from '../methods/method.ts';
import { gradientFeatures, type Moments } from '../mgg/gradient-features.ts';
import { generatorRules } from '../mgg/kinds.ts';
import { chooseEach, epochStart, type MggDesign, type PretrainOptions } from './pretrain-step.ts';

/** Own state of a model that a generator adapts. */
type State = {
  readonly theta: Tensor;
  readonly position: Tensor;
  readonly moments: Moments;
  readonly memory: Named<Tensor>;
};
export type InnerState = Of<State, HostTensor>;

/** A model before its first update. */
export function innerStart(theta: HostTensor, mgg: MggDesign): InnerState {
  const { position, moments, memory } = epochStart(theta.data.length, mgg, 1);
  return { theta, position, moments, memory };
}

/**
 * A step of adaptation by a generator whose weights are given, without learning (docs/method.md §3): the loss at θ_t, and θ_(t+1).
 *
 * @returns a function of `images` [B,3,H,W], `state` and `phi`, the weights by checkpoint names, that gives `loss` and the next `state`
 */
export function innerStep(
  context: Pick<MethodContext, 'model'>,
  mgg: MggDesign,
  options: Pick<PretrainOptions, 'lr' | 'lambda' | 'beta1' | 'beta2'>,
) {
  const { generate, start } = generatorRules[mgg.kind];
  return ({ images, state, phi }: { images: Tensor; state: State; phi: Named<Tensor> }, constants: Named<Tensor>) => {
    const { theta } = state;
    const { gradient, diagnostics } = foaGradient(context, images, theta, constants, options.lambda);
    const { features, moments } = gradientFeatures(gradient, state.moments, options);
    const isFirst = tf.cast(tf.equal(state.position, 0), 'float32');
    const before = chooseEach(isFirst, start(phi, theta.shape[0], mgg), state.memory);
    const { update, memory } = generate(phi, before, features);
    const next: State = {
      theta: tf.sub(theta, tf.mul(update, options.lr)),
      position: tf.add(state.position, 1),
      moments,
      memory,
    };
    return { loss: diagnostics.loss, state: next };
  };
}
