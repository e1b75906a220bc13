import { float32, type HostTensor, type Named, type TensorFunction } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { foaGradient } from '../methods/foa-gradient.ts';
import type { MethodContext } from '../methods/method.ts';
import { biasCorrection } from '../mgg/bias-correction.ts';
import type { MggWeights } from '../mgg/weights.ts';
import { generate, initialMemory, mggPrefix, type Memory } from '../mgg/generator.ts';
import { gradientFeatures } from '../mgg/gradient-features.ts';

export interface PretrainOptions {
  /** Learning rate of θ. */
  readonly lr: number;
  /** Learning rate of Adam on φ^r. */
  readonly mggLr: number;
  readonly lambda: number;
  readonly beta1: number;
  readonly beta2: number;
}

export const pretrainDefaults: PretrainOptions = { lr: 1e-4, mggLr: 1e-2, lambda: 0.4, beta1: 0.9, beta2: 0.99 };

/** Adam's own settings on φ^r. */
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** The initial memory: it gets a gradient only from the first update of an epoch, and is left alone otherwise. */
const initialNames = [`${mggPrefix}W1`, `${mggPrefix}b1`];

export type PretrainState = Named<HostTensor>;

const scalar = (value: number): HostTensor => float32(Float32Array.of(value), []);
const zeros = (...shape: number[]): HostTensor =>
  float32(new Float32Array(shape.reduce((product, extent) => product * extent, 1)), shape);

/** What the start of an epoch forgets: moments, memory, and the update whose effect on the loss was still to be seen. */
function forgotten(n: number, { hiddenSize, heads }: Pick<MggWeights, 'hiddenSize' | 'heads'>): PretrainState {
  const weight = zeros(n, heads, hiddenSize, hiddenSize);
  const bias = zeros(n, heads, 1, hiddenSize);
  return {
    position: scalar(0),
    'moments.mean': zeros(n),
    'moments.square': zeros(n),
    'moments.count': scalar(0),
    'memory.weight': weight,
    'memory.bias': bias,
    'previous.weight': weight,
    'previous.bias': bias,
    'previous.features': zeros(n, 2),
  };
}

/** State before the first step. */
export function initialPretrainState(theta: HostTensor, mgg: MggWeights): PretrainState {
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
    ...forgotten(theta.data.length, mgg),
  };
}

/** State at the start of the next epoch: θ, φ^r and Adam's moments persist (golden README, surprise 17). */
export function nextEpoch(state: PretrainState, mgg: Pick<MggWeights, 'hiddenSize' | 'heads'>): PretrainState {
  return { ...state, ...forgotten(state['theta']?.data.length ?? 0, mgg) };
}

/** The MGG of a state. */
export function mggOf(state: PretrainState, { hiddenSize, heads, tensors }: MggWeights): MggWeights {
  const current = Object.keys(tensors).map((name): [string, HostTensor] => [name, state[`phi.${name}`] as HostTensor]);
  return { hiddenSize, heads, tensors: Object.fromEntries(current) };
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

/** Which step of an epoch this is, as flags: only from the second step on does the MGG see the effect of an update. */
function flagsAt(position: Tensor): Record<'first' | 'second' | 'later', Tensor> {
  const is = (value: number): Tensor => tf.cast(tf.equal(position, value), 'float32');
  const first = is(0);
  return { first, second: is(1), later: tf.sub(1, first) };
}

/**
 * One step of [P] Algorithm 1 as the reference does it (spec §4): the gradient of the loss at θ_t reaches φ^r through
 * the one update that made θ_t; Adam moves φ^r; the MGG with the new φ^r then makes θ_{t+1}.
 *
 * Inputs: `images` [B,3,H,W] and the tensors of `initialPretrainState`. Outputs: `logits`, `loss`, `entropy`,
 * `discrepancy`, `features` [n,2], `update` [n], `gradient.<name>` of φ^r, and the next state as `state.<name>`.
 */
export function pretrainStep(
  context: Pick<MethodContext, 'model'>,
  mgg: Pick<MggWeights, 'hiddenSize' | 'heads' | 'tensors'>,
  options: PretrainOptions,
): TensorFunction {
  const names = Object.keys(mgg.tensors);
  return (inputs, constants) => {
    const get = (name: string): Tensor => inputs[name] as Tensor;
    const theta = get('theta');
    const n = theta.shape[0];
    const { first, second, later } = flagsAt(get('position'));
    const { gradient, logits, diagnostics } = foaGradient(context, get('images'), theta, constants, options.lambda);

    const phi = Object.fromEntries(names.map((name) => [name, get(`phi.${name}`)]));
    const effect = tf.mul(gradient, -options.lr);
    const gradients = tf.grads((...values: Tensor[]) => {
      const weights = Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor]));
      const start = initialMemory(weights, n);
      const before: Memory = {
        weight: choose(second, start.weight, get('previous.weight')),
        bias: choose(second, start.bias, get('previous.bias')),
      };
      return tf.sum(tf.mul(generate(weights, before, get('previous.features')).update, effect));
    })(names.map((name) => phi[name] as Tensor));

    const count = tf.add(get('adam.count'), later);
    const initialCount = tf.add(get('adam.initialCount'), second);
    const learned = names.map((name, i) => {
      const initial = initialNames.includes(name);
      const moved = adamStep(initial ? second : later, initial ? initialCount : count, options.mggLr, {
        value: phi[name] as Tensor,
        gradient: gradients[i] as Tensor,
        m: get(`adam.m.${name}`),
        v: get(`adam.v.${name}`),
      });
      return { name, gradient: tf.mul(gradients[i] as Tensor, initial ? second : later), ...moved };
    });
    const learnedPhi = Object.fromEntries(learned.map(({ name, value }) => [name, value]));

    const seen = { mean: get('moments.mean'), square: get('moments.square'), count: get('moments.count') };
    const { features, moments } = gradientFeatures(gradient, seen, options);
    const start = initialMemory(learnedPhi, n);
    const before: Memory = {
      weight: choose(first, start.weight, get('memory.weight')),
      bias: choose(first, start.bias, get('memory.bias')),
    };
    const { update, memory } = generate(learnedPhi, before, features);

    return {
      logits,
      ...diagnostics,
      features,
      update,
      ...Object.fromEntries(learned.map(({ name, gradient: value }) => [`gradient.${name}`, value])),
      'state.theta': tf.sub(theta, tf.mul(update, options.lr)),
      'state.position': tf.add(get('position'), 1),
      'state.moments.mean': moments.mean,
      'state.moments.square': moments.square,
      'state.moments.count': moments.count,
      'state.memory.weight': memory.weight,
      'state.memory.bias': memory.bias,
      'state.previous.weight': before.weight,
      'state.previous.bias': before.bias,
      'state.previous.features': features,
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
