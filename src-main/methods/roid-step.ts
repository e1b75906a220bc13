import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { zerosLike } from './bound.ts';
import { decayOption, learningRateOption, momentumOption } from './common-options.ts';
import type { MethodContext } from './method.ts';
import { smoothedPrior } from './roid-loss.ts';
import { nesterovOption, sgdStep } from './sgd.ts';

/** Options of ROID and CMF. */
export const roidOptions = {
  lr: learningRateOption(0.00025),
  momentum: momentumOption,
  nesterov: nesterovOption(true),
  temperature: numberOption({
    label: 'Temperature',
    symbol: 'T',
    help: 'Temperature of the image weights; smaller values spread them more.',
    default: 1 / 3,
    min: 0,
    exclusiveMin: true,
  }),
  averageDecay: decayOption('m_p', 'Decay of the average probabilities', 0.9),
};
const schema = z.strictObject(roidOptions);
type RoidOptions = z.output<typeof schema>;

/** θ, its momentum, and a running average of the probabilities, [C]; and what else an ensemble remembers. */
export type RoidState<T = Tensor> = Named<T> & Readonly<Record<'theta' | 'velocity' | 'probabilities', T>>;

export function startRoid({ model }: MethodContext): RoidState<HostTensor> {
  const { theta, classes } = model;
  return { theta, velocity: zerosLike(theta), probabilities: float32(new Float32Array(classes).fill(1 / classes)) };
}

/** Where the parameters go after gradient descent, [n]: the next θ, and what is remembered for it. */
interface Ensemble {
  readonly remembered: Named<Tensor> & { readonly theta: Tensor };
  readonly diagnostics?: Named<Tensor>;
  readonly details?: Named<Tensor>;
}

/** A method that follows ROID's loss. */
export interface RoidLike {
  readonly context: MethodContext;
  readonly options: RoidOptions;
  readonly start: () => RoidState<HostTensor>;
  readonly ensemble: (moved: Tensor, state: RoidState, constants: Named<Tensor>) => Ensemble;
}

/** Rest of a step after the gradient: the prediction with its prior corrected, and the next state. */
export function roidUpdate(
  { options: { lr, momentum, nesterov, averageDecay }, ensemble }: RoidLike,
  { logits, gradient, state }: { readonly logits: Tensor; readonly gradient: Tensor; readonly state: RoidState },
  constants: Named<Tensor>,
) {
  const { theta, velocity } = sgdStep(state, gradient, { lr, momentum, nesterov });
  const { remembered, diagnostics = {}, details = {} } = ensemble(theta, state, constants);
  const prior = smoothedPrior(logits);
  const mean = tf.mean(tf.softmax(logits), 0);
  const probabilities = tf.add(tf.mul(state.probabilities, averageDecay), tf.mul(mean, 1 - averageDecay));
  return {
    logits: tf.mul(logits, prior),
    state: { ...remembered, velocity, probabilities },
    diagnostics,
    details: { ...details, prior, theta_after_sgd: theta },
  };
}

/** θ pulled towards another one. */
export function towards(theta: Tensor, other: Tensor, kept: number): Tensor {
  return tf.add(tf.mul(theta, kept), tf.mul(other, 1 - kept));
}

export const sourceOf = (constants: Named<Tensor>): Tensor => need(constants, 'roid.source');
