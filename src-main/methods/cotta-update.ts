import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import type { SourceModel } from '../models/source-model.ts';
import { thetaName } from './cotta-weights.ts';
import { withGradient } from './gradient.ts';
import { sgdStep } from './sgd.ts';

export interface CottaRates {
  readonly lr: number;
  readonly momentum: number;
  /** Decay of the teacher's running average. */
  readonly decay: number;
}

/** All weights of the student, θ apart, with their velocities, and those of the teacher; the latter two with θ among them. */
export type CottaState = {
  readonly theta: Tensor;
  readonly student: Named<Tensor>;
  readonly velocity: Named<Tensor>;
  readonly teacher: Named<Tensor>;
};

interface Student<T> {
  readonly theta: T;
  readonly student: Named<T>;
}

/** All weights of a student by their names. */
export function weightsOf<T>({ theta, student }: Student<T>): Record<string, T> {
  return { [thetaName]: theta, ...student };
}

export function studentOf<T>(weights: Named<T>): Student<T> {
  const { [thetaName]: _theta, ...student } = weights;
  return { theta: need(weights, thetaName), student };
}

/** Forward pass with weights that are given rather than those of the source. */
export function forwardWith(
  model: SourceModel,
  images: Tensor,
  weights: Named<Tensor>,
  constants: Named<Tensor>,
): Tensor {
  return model.forward(images, need(weights, thetaName), { ...constants, ...weights }).logits;
}

/** Cross entropy of two distributions in both directions, half each; mean over the batch (docs/method.md §5). */
export function symmetricCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  const [log, logTarget] = [tf.logSoftmax(logits), tf.logSoftmax(target)];
  const there = tf.sum(tf.mul(tf.exp(logTarget), log), -1);
  const back = tf.sum(tf.mul(tf.exp(log), logTarget), -1);
  return tf.mul(tf.mean(tf.add(there, back)), -0.5);
}

/**
 * One step of SGD on all weights of the student towards the teacher's predictions, [B, C], then the teacher's average.
 * @returns the next state, `loss`, `student_outputs` before the step, and `teacher_gap`, the distance of the two after it
 */
export function cottaUpdate(
  model: SourceModel,
  { lr, momentum, decay }: CottaRates,
  { images, teacher_logits, state }: { images: Tensor; teacher_logits: Tensor; state: CottaState },
  constants: Named<Tensor>,
): { state: CottaState; loss: Tensor; student_outputs: Tensor; teacher_gap: Tensor } {
  const { gradient, result } = withGradient(weightsOf(state), (weights) => {
    const logits = forwardWith(model, images, weights, constants);
    return { logits, loss: symmetricCrossEntropy(logits, teacher_logits) };
  });
  const updated = Object.entries(weightsOf(state)).map(([name, before]) => {
    const at = { theta: before, velocity: need(state.velocity, name) };
    const { theta, velocity } = sgdStep(at, need(gradient, name), { lr, momentum });
    const teacher = tf.add(tf.mul(need(state.teacher, name), decay), tf.mul(theta, 1 - decay));
    return { name, theta, velocity, teacher, gap: tf.sum(tf.squaredDifference(teacher, theta)) };
  });
  const all = (part: 'theta' | 'velocity' | 'teacher'): Record<string, Tensor> =>
    Object.fromEntries(updated.map((weight) => [weight.name, weight[part]]));
  return {
    state: { ...studentOf(all('theta')), velocity: all('velocity'), teacher: all('teacher') },
    loss: result.loss,
    student_outputs: result.logits,
    teacher_gap: tf.sqrt(tf.addN(updated.map(({ gap }) => gap))),
  };
}
