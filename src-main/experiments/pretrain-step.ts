import { float32, type HostTensor, type Named, type TensorFunction } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { foaGradient } from '../methods/foa-gradient.ts';
import type { MethodContext } from '../methods/method.ts';
import { biasCorrection } from '../mgg/bias-correction.ts';
import { gradientFeatures } from '../mgg/gradient-features.ts';
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
}

/** The paper's settings, with its gradient memory layer. */
export const pretrainDefaults: PretrainOptions = {
  lr: 1e-4,
  mggLr: 1e-2,
  lambda: 0.4,
  beta1: 0.9,
  beta2: 0.99,
  unroll: generatorRules.gml.unroll,
};

/** Adam's own settings on φ^r. */
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export type PretrainState = Named<HostTensor>;

const scalar = (value: number): HostTensor => float32(Float32Array.of(value), []);
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const zeros = (...shape: number[]): HostTensor =>
  float32(new Float32Array(shape.reduce((product, extent) => product * extent, 1)), shape);

/** What the generator is, apart from its weights at the moment. */
export type MggDesign = Omit<MggWeights, 'tensors'>;

/**
 * What the start of an epoch forgets: moments, memory, and the updates whose effect on the loss is still being seen. Of each
 * of these the features and the gradients of the losses since are kept, and the memory before the first of them.
 */
function forgotten(n: number, mgg: MggDesign, { unroll }: Pick<PretrainOptions, 'unroll'>): PretrainState {
  const memory = Object.entries(generatorRules[mgg.kind].memoryShapes(n, mgg)).map(
    ([name, shape]) => [name, zeros(...shape)] as const,
  );
  return {
    position: scalar(0),
    'moments.mean': zeros(n),
    'moments.square': zeros(n),
    'moments.count': scalar(0),
    ...Object.fromEntries(memory.map(([name, tensor]) => [`memory.${name}`, tensor])),
    ...Object.fromEntries(memory.map(([name, tensor]) => [`window.memory.${name}`, tensor])),
    ...Object.fromEntries(range(unroll).map((k) => [`window.features.${k}`, zeros(n, 2)])),
    ...Object.fromEntries(range(unroll).map((k) => [`window.effect.${k}`, zeros(n)])),
  };
}

/** State before the first step. */
export function initialPretrainState(
  theta: HostTensor,
  mgg: MggWeights,
  options: Pick<PretrainOptions, 'unroll'>,
): PretrainState {
  const entries = Object.entries(mgg.tensors).flatMap(([name, tensor]): [string, HostTensor][] => [
    [`phi.${name}`, tensor],
    [`adam.m.${name}`, zeros(...tensor.shape)],
    [`adam.v.${name}`, zeros(...tensor.shape)],
  ]);
  return {
    theta,
    ...Object.fromEntries(entries),
    'adam.count': scalar(0),
    'adam.initialCount': scalar(0),
    ...forgotten(theta.data.length, mgg, options),
  };
}

/** State at the start of the next epoch: θ, φ^r and Adam's moments persist (docs/method.md §4). */
export function nextEpoch(
  state: PretrainState,
  mgg: MggDesign,
  options: Pick<PretrainOptions, 'unroll'>,
): PretrainState {
  return { ...state, ...forgotten(state['theta']?.data.length ?? 0, mgg, options) };
}

/** The MGG of a state. */
export function mggOf(state: PretrainState, mgg: MggWeights): MggWeights {
  const names = Object.keys(mgg.tensors);
  const current = names.map((name): [string, HostTensor] => [name, state[`phi.${name}`] as HostTensor]);
  return { ...mgg, tensors: Object.fromEntries(current) };
}

/** `a` where the scalar `flag` is 1, `b` where it is 0. */
function choose(flag: Tensor, a: Tensor, b: Tensor): Tensor {
  return tf.add(tf.mul(flag, a), tf.mul(tf.sub(1, flag), b));
}

/** One Adam step where `active` is 1; nothing at all changes where it is 0. */
function adamStep(
  active: Tensor,
  count: Tensor,
  rate: number,
  { value, gradient, m, v }: Readonly<Record<'value' | 'gradient' | 'm' | 'v', Tensor>>,
): Record<'value' | 'm' | 'v', Tensor> {
  const nextM = tf.add(tf.mul(m, adam.beta1), tf.mul(gradient, 1 - adam.beta1));
  const nextV = tf.add(tf.mul(v, adam.beta2), tf.mul(tf.square(gradient), 1 - adam.beta2));
  const exponent = tf.maximum(count, 1);
  const correctedM = tf.div(nextM, biasCorrection(adam.beta1, exponent));
  const correctedV = tf.div(nextV, biasCorrection(adam.beta2, exponent));
  const moved = tf.sub(value, tf.mul(tf.div(correctedM, tf.add(tf.sqrt(correctedV), adam.epsilon)), rate));
  return { value: choose(active, moved, value), m: choose(active, nextM, m), v: choose(active, nextV, v) };
}

/** The tensors under a prefix by their names without it. */
function under(prefix: string, tensors: Named<Tensor>): Record<string, Tensor> {
  const matching = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(matching.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function withPrefix(prefix: string, tensors: Named<Tensor>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

function chooseEach(flag: Tensor, a: Named<Tensor>, b: Named<Tensor>): Record<string, Tensor> {
  return Object.fromEntries(Object.keys(a).map((name) => [name, choose(flag, a[name] as Tensor, b[name] as Tensor)]));
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
  return { first, learn: tf.sub(slot[0] as Tensor, first), learnStart: is(position, unroll), slot };
}

/**
 * One step of the paper's Algorithm 1 as the reference does it (docs/method.md §4): the gradient of the loss at θ_t
 * reaches φ^r through the `unroll` updates before it, θ_t = θ_(t−1) − lr·u_(t−1); after so many steps Adam moves φ^r; the
 * MGG then makes θ_(t+1). The features that the MGG sees are taken as given. The reference has an unroll of 1.
 *
 * Inputs: `images` [B,3,H,W] and the tensors of `initialPretrainState`. Outputs: `logits`, `loss`, `entropy`,
 * `discrepancy`, `features` [n,2], `update` [n], `gradient.<name>` of φ^r, and the next state as `state.<name>`.
 */
export function pretrainStep(
  context: Pick<MethodContext, 'model'>,
  mgg: MggWeights,
  options: PretrainOptions,
): TensorFunction {
  const names = Object.keys(mgg.tensors);
  const { generate, start, learnedStart } = generatorRules[mgg.kind];
  const { unroll, lr } = options;
  return (inputs, constants) => {
    const get = (name: string): Tensor => inputs[name] as Tensor;
    const theta = get('theta');
    const n = theta.shape[0];
    const flags = flagsAt(get('position'), unroll);
    const { gradient, logits, diagnostics } = foaGradient(context, get('images'), theta, constants, options.lambda);

    const phi = under('phi.', inputs);
    const effects = range(unroll).map((k) => tf.add(get(`window.effect.${k}`), gradient));
    const windowStart = under('window.memory.', inputs);
    const gradients = tf.grads((...values: Tensor[]) => {
      const weights = Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor]));
      let memory: Named<Tensor> = chooseEach(flags.learnStart, start(weights, n, mgg), windowStart);
      const gains = effects.map((effect, k) => {
        const generated = generate(weights, memory, get(`window.features.${k}`));
        memory = generated.memory;
        return tf.sum(tf.mul(generated.update, tf.mul(effect, -lr)));
      });
      return tf.addN(gains);
    })(names.map((name) => phi[name] as Tensor));

    const count = tf.add(get('adam.count'), flags.learn);
    const initialCount = tf.add(get('adam.initialCount'), flags.learnStart);
    const learned = names.map((name, i) => {
      // The start of the memory gets a gradient only from the first updates of an epoch, and is left alone otherwise.
      const initial = learnedStart.includes(name);
      const active = initial ? flags.learnStart : flags.learn;
      const moved = adamStep(active, initial ? initialCount : count, options.mggLr, {
        value: phi[name] as Tensor,
        gradient: gradients[i] as Tensor,
        m: get(`adam.m.${name}`),
        v: get(`adam.v.${name}`),
      });
      return { name, gradient: tf.mul(gradients[i] as Tensor, active), ...moved };
    });
    const learnedPhi = Object.fromEntries(learned.map(({ name, value }) => [name, value]));

    const seen = { mean: get('moments.mean'), square: get('moments.square'), count: get('moments.count') };
    const { features, moments } = gradientFeatures(gradient, seen, options);
    const before = chooseEach(flags.first, start(learnedPhi, n, mgg), under('memory.', inputs));
    const { update, memory } = generate(learnedPhi, before, features);
    const newWindow = flags.slot[0] as Tensor;

    return {
      logits,
      ...diagnostics,
      features,
      update,
      ...Object.fromEntries(learned.map(({ name, gradient: value }) => [`gradient.${name}`, value])),
      'state.theta': tf.sub(theta, tf.mul(update, lr)),
      'state.position': tf.add(get('position'), 1),
      'state.moments.mean': moments.mean,
      'state.moments.square': moments.square,
      'state.moments.count': moments.count,
      ...withPrefix('state.memory.', memory),
      ...withPrefix('state.window.memory.', chooseEach(newWindow, before, windowStart)),
      ...Object.fromEntries(
        flags.slot.flatMap((made, k) => [
          [`state.window.features.${k}`, choose(made, features, get(`window.features.${k}`))],
          [`state.window.effect.${k}`, tf.mul(tf.sub(1, made), effects[k] as Tensor)],
        ]),
      ),
      'state.adam.count': count,
      'state.adam.initialCount': initialCount,
      ...Object.fromEntries(
        learned.flatMap(({ name, value, m, v }) => [
          [`state.phi.${name}`, value],
          [`state.adam.m.${name}`, m],
          [`state.adam.v.${name}`, v],
        ]),
      ),
    };
  };
}
