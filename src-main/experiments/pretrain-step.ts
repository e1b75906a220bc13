import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { mapEach, need, type Of } from '../engines/tree.ts';
import { foaGradient } from '../methods/foa-gradient.ts';
import { withGradient } from '../methods/gradient.ts';
import type { MethodContext } from '../methods/method.ts';
import { choose } from '../methods/selection.ts';
import { biasCorrection } from '../mgg/bias-correction.ts';
import { gradientFeatures, type Moments } from '../mgg/gradient-features.ts';
import { generatorRules } from '../mgg/kinds.ts';
import type { MggWeights } from '../mgg/weights.ts';

export interface PretrainOptions {
  /** Learning rate of θ. */
  readonly lr: number;
  /** Learning rate of Adam on φ^r. */
  readonly mggLr: number;
  readonly lambda: number;
  readonly beta1: number;
  readonly beta2: number;
  /** Updates through which the gradient of a loss flows back; Adam moves φ^r once for so many. */
  readonly unroll: number;
  /** Factor of the losses in the gradient of φ^r, for one of several tasks. */
  readonly weight: number;
}

/** The paper's settings, with its gradient memory layer. */
export const pretrainDefaults: PretrainOptions = {
  lr: 1e-4,
  mggLr: 1e-2,
  lambda: 0.4,
  beta1: 0.9,
  beta2: 0.99,
  unroll: generatorRules.gml.unroll,
  weight: 1,
};

/** Adam's own settings on φ^r. */
export const adamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** State that the start of an epoch resets. */
type EpochState = {
  readonly position: Tensor;
  readonly moments: Moments;
  readonly memory: Named<Tensor>;
  /**
   * The updates whose effect on the loss is still being seen: the features and the gradients of the losses since of each, and
   * the memory before the first of them.
   */
  readonly window: {
    readonly memory: Named<Tensor>;
    readonly features: readonly Tensor[];
    readonly effect: readonly Tensor[];
  };
};

type StepState = EpochState & {
  readonly theta: Tensor;
  /** φ^r by checkpoint names. */
  readonly phi: Named<Tensor>;
  readonly adam: {
    readonly m: Named<Tensor>;
    readonly v: Named<Tensor>;
    readonly count: Tensor;
    readonly initialCount: Tensor;
  };
};

export type PretrainState = Of<StepState, HostTensor>;

/** State that each of several tasks has for itself. */
export type TaskState = Omit<PretrainState, 'phi' | 'adam'>;

/** The state of a task without what all tasks share. */
export function ownState({ phi: _phi, adam: _adam, ...own }: PretrainState): TaskState {
  return own;
}

const scalar = (value: number): HostTensor => float32(Float32Array.of(value), []);
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const zeros = (...shape: number[]): HostTensor =>
  float32(new Float32Array(shape.reduce((product, extent) => product * extent, 1)), shape);

/** Kind and size of the generator, apart from its weights at the moment. */
export type MggDesign = Omit<MggWeights, 'tensors'>;

/** @param unroll updates whose effect is kept in mind */
export function epochStart(n: number, mgg: MggDesign, unroll: number): Of<EpochState, HostTensor> {
  const memory = mapEach(generatorRules[mgg.kind].memoryShapes(n, mgg), (shape) => zeros(...shape));
  return {
    position: scalar(0),
    moments: { mean: zeros(n), square: zeros(n), count: scalar(0) },
    memory,
    window: {
      memory,
      features: range(unroll).map(() => zeros(n, 2)),
      effect: range(unroll).map(() => zeros(n)),
    },
  };
}

/** State before the first step. */
export function initialPretrainState(
  theta: HostTensor,
  mgg: MggWeights,
  { unroll }: Pick<PretrainOptions, 'unroll'>,
): PretrainState {
  const still = (): Record<string, HostTensor> => mapEach(mgg.tensors, ({ shape }) => zeros(...shape));
  return {
    theta,
    phi: mgg.tensors,
    adam: { m: still(), v: still(), count: scalar(0), initialCount: scalar(0) },
    ...epochStart(theta.data.length, mgg, unroll),
  };
}

/** State at the start of the next epoch: θ, φ^r and Adam's moments persist (docs/method.md §4). */
export function nextEpoch<State extends TaskState>(
  state: State,
  mgg: MggDesign,
  { unroll }: Pick<PretrainOptions, 'unroll'>,
): State {
  return { ...state, ...epochStart(state.theta.data.length, mgg, unroll) };
}

/**
 * One Adam step where `active` is 1; nothing at all changes where it is 0, whatever the gradient: through a window of updates
 * that are not made yet it can grow beyond all numbers.
 */
function adamStep(
  active: Tensor,
  count: Tensor,
  rate: number,
  { value, gradient, m, v }: Readonly<Record<'value' | 'gradient' | 'm' | 'v', Tensor>>,
): Record<'value' | 'm' | 'v', Tensor> {
  const nextM = tf.add(tf.mul(m, adamSettings.beta1), tf.mul(gradient, 1 - adamSettings.beta1));
  const nextV = tf.add(tf.mul(v, adamSettings.beta2), tf.mul(tf.square(gradient), 1 - adamSettings.beta2));
  const exponent = tf.maximum(count, 1);
  const correctedM = tf.div(nextM, biasCorrection(adamSettings.beta1, exponent));
  const correctedV = tf.div(nextV, biasCorrection(adamSettings.beta2, exponent));
  const moved = tf.sub(value, tf.mul(tf.div(correctedM, tf.add(tf.sqrt(correctedV), adamSettings.epsilon)), rate));
  return { value: choose(active, moved, value), m: choose(active, nextM, m), v: choose(active, nextV, v) };
}

/** The same for named tensors. */
export function chooseEach(flag: Tensor, a: Named<Tensor>, b: Named<Tensor>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(a).map(([name, value]) => [name, choose(flag, value, need(b, name))]));
}

interface Flags {
  /** The first step of an epoch. */
  readonly first: Tensor;
  /** Adam moves φ^r: the effect of `unroll` updates has been seen. */
  readonly learn: Tensor;
  /** It does so for the first time in this epoch: these updates began with the start of the memory. */
  readonly learnStart: Tensor;
  /** Which of `unroll` updates this step makes. */
  readonly slot: readonly Tensor[];
}

function flagsAt(position: Tensor, unroll: number): Flags {
  const is = (value: Tensor, expected: number): Tensor => tf.cast(tf.equal(value, expected), 'float32');
  const within = tf.sub(position, tf.mul(tf.floor(tf.div(position, unroll)), unroll));
  const first = is(position, 0);
  const slot = range(unroll).map((k) => is(within, k));
  return { first, learn: tf.sub(slot[0]!, first), learnStart: is(position, unroll), slot };
}

/**
 * One step of the paper's Algorithm 1 as the reference does it (docs/method.md §4): the gradient of the loss at θ_t
 * reaches φ^r through the `unroll` updates before it, θ_t = θ_(t−1) − lr·u_(t−1); after so many steps Adam moves φ^r; the
 * MGG then makes θ_(t+1). The features that the MGG sees are taken as given. The reference has an unroll of 1.
 *
 * @returns a function of `images` [B,3,H,W] and `state` that gives `logits`, `loss`, `entropy`, `discrepancy`, `features` [n,2],
 * `update` [n], `gradient` of φ^r, and the next `state`
 */
export function pretrainStep(context: Pick<MethodContext, 'model'>, mgg: MggDesign, options: PretrainOptions) {
  const { generate, start, learnedStart } = generatorRules[mgg.kind];
  const { unroll, lr, weight } = options;
  return ({ images, state }: { images: Tensor; state: StepState }, constants: Named<Tensor>) => {
    const { theta, phi, adam: adamState, window } = state;
    const n = theta.shape[0];
    const flags = flagsAt(state.position, unroll);
    const { gradient, logits, diagnostics } = foaGradient(context, images, theta, constants, options.lambda);

    const effects = window.effect.map((effect) => tf.add(effect, gradient));
    const { gradient: gradients } = withGradient(phi, (weights) => {
      let memory: Named<Tensor> = chooseEach(flags.learnStart, start(weights, n, mgg), window.memory);
      const gains = effects.map((effect, k) => {
        const generated = generate(weights, memory, window.features[k]!);
        memory = generated.memory;
        return tf.sum(tf.mul(generated.update, tf.mul(effect, -lr * weight)));
      });
      return { loss: tf.addN(gains) };
    });

    const count = tf.add(adamState.count, flags.learn);
    const initialCount = tf.add(adamState.initialCount, flags.learnStart);
    const learned = Object.entries(phi).map(([name, value]) => {
      // The start of the memory gets a gradient only from the first updates of an epoch, and is left alone otherwise.
      const initial = Object.values(learnedStart).includes(name);
      const active = initial ? flags.learnStart : flags.learn;
      const moved = adamStep(active, initial ? initialCount : count, options.mggLr, {
        value,
        gradient: need(gradients, name),
        m: need(adamState.m, name),
        v: need(adamState.v, name),
      });
      const still = tf.zerosLike(value);
      return { name, gradient: choose(active, need(gradients, name), still), ...moved };
    });
    const all = (part: 'value' | 'gradient' | 'm' | 'v'): Record<string, Tensor> =>
      Object.fromEntries(learned.map((weight) => [weight.name, weight[part]]));
    const learnedPhi = all('value');

    const { features, moments } = gradientFeatures(gradient, state.moments, options);
    const before = chooseEach(flags.first, start(learnedPhi, n, mgg), state.memory);
    const { update, memory } = generate(learnedPhi, before, features);
    const next: StepState = {
      theta: tf.sub(theta, tf.mul(update, lr)),
      phi: learnedPhi,
      adam: { m: all('m'), v: all('v'), count, initialCount },
      position: tf.add(state.position, 1),
      moments,
      memory,
      window: {
        memory: chooseEach(flags.slot[0]!, before, window.memory),
        features: flags.slot.map((made, k) => choose(made, features, window.features[k]!)),
        effect: flags.slot.map((made, k) => tf.mul(tf.sub(1, made), effects[k]!)),
      },
    };
    return { logits, ...diagnostics, features, update, gradient: all('gradient'), state: next };
  };
}
