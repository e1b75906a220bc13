import { tf, type Tensor } from '../engines/tfjs.ts';
import { biasCorrection } from './bias-correction.ts';

/** Running moments of the gradients and the number of batches seen. */
export type Moments = {
  readonly mean: Tensor;
  readonly square: Tensor;
  /** Scalar; 0 before the first batch. */
  readonly count: Tensor;
};

export interface MomentOptions {
  readonly beta1: number;
  readonly beta2: number;
}

const epsilon = 1e-8;

/**
 * Adam-like features of gradients [n] (docs/method.md §3.1; not in the paper). The bias correction uses the exponent
 * count + 1 after the batch was counted: 2 at the first batch.
 * @returns features [n, 2]: corrected momentum and gradient, both over the corrected root mean square
 */
export function gradientFeatures(
  gradient: Tensor,
  moments: Moments,
  { beta1, beta2 }: MomentOptions,
): { features: Tensor; moments: Moments } {
  const count = tf.add(moments.count, 1);
  const mean = tf.add(tf.mul(moments.mean, beta1), tf.mul(gradient, 1 - beta1));
  const square = tf.add(tf.mul(moments.square, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const exponent = tf.add(count, 1);
  const correctedMean = tf.div(mean, biasCorrection(beta1, exponent));
  const correctedSquare = tf.div(square, biasCorrection(beta2, exponent));
  const scale = tf.add(tf.sqrt(correctedSquare), epsilon);
  const features = tf.stack([tf.div(correctedMean, scale), tf.div(gradient, scale)], 1);
  return { features, moments: { mean, square, count } };
}
