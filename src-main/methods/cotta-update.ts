import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { SourceModel } from '../models/source-model.ts';
import { thetaName } from './cotta-weights.ts';
import { withGradients } from './gradient.ts';
import { sgdStep } from './sgd.ts';

export interface CottaRates {
  readonly lr: number;
  readonly momentum: number;
  /** Decay of the teacher's running average. */
  readonly decay: number;
}

/** Names of what belongs to one weight in inputs, outputs and state. */
export const student = (name: string): string => (name === thetaName ? name : `student.${name}`);
export const velocity = (name: string): string => `velocity.${name}`;
export const teacher = (name: string): string => `teacher.${name}`;

/** Forward pass with weights that are given rather than those of the source. */
export function forwardWith(
  model: SourceModel,
  images: Tensor,
  { [thetaName]: theta, ...weights }: Named<Tensor>,
  constants: Named<Tensor>,
): Tensor {
  return model.forward(images, theta as Tensor, { ...constants, ...weights }).logits;
}

/** Cross entropy of two distributions in both directions, half each; mean over the batch (docs/method.md §5). */
export function symmetricCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  const [log, logTarget] = [tf.logSoftmax(logits), tf.logSoftmax(target)];
  const there = tf.sum(tf.mul(tf.exp(logTarget), log), -1);
  const back = tf.sum(tf.mul(tf.exp(log), logTarget), -1);
  return tf.mul(tf.mean(tf.add(there, back)), -0.5);
}

/**
 * One step of SGD on all weights of the student towards the teacher's predictions, then the teacher's average.
 *
 * Inputs: `images`, `teacher_logits` [B, C], and student, velocity and teacher of every weight in `names`. Outputs: these
 * three anew, `loss`, `student_outputs` before the step, and `teacher_gap`, the distance of the two after it.
 */
export function cottaUpdate(
  model: SourceModel,
  names: readonly string[],
  { lr, momentum, decay }: CottaRates,
): (inputs: Named<Tensor>, constants: Named<Tensor>) => Record<string, Tensor> {
  return (inputs, constants) => {
    const get = (name: string): Tensor => inputs[name] as Tensor;
    const weights = Object.fromEntries(names.map((name) => [name, get(student(name))]));
    const { gradients, result } = withGradients(weights, (given) => {
      const logits = forwardWith(model, get('images'), given, constants);
      return { logits, loss: symmetricCrossEntropy(logits, get('teacher_logits')) };
    });
    const squares: Tensor[] = [];
    const updated = names.flatMap((name) => {
      const before = { theta: get(student(name)), velocity: get(velocity(name)) };
      const after = sgdStep(before, gradients[name] as Tensor, { lr, momentum });
      const average = tf.add(tf.mul(get(teacher(name)), decay), tf.mul(after.theta, 1 - decay));
      squares.push(tf.sum(tf.squaredDifference(average, after.theta)));
      return [
        [student(name), after.theta],
        [velocity(name), after.velocity],
        [teacher(name), average],
      ] as const;
    });
    return {
      ...Object.fromEntries(updated),
      loss: result.loss,
      student_outputs: result.logits,
      teacher_gap: tf.sqrt(tf.addN(squares)),
    };
  };
}
