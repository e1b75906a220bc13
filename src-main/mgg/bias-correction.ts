import { tf, type Tensor } from '../engines/tfjs.ts';

/**
 * 1 − βⁿ, by which Adam divides a running average (Kingma and Ba, 2015, algorithm 1). Written as 2s/(1 + s) with
 * s = tanh(−n·ln β/2): the difference of two numbers near one would leave only a few digits in float32.
 * @param beta decay, below 1
 * @param exponent n, a scalar tensor
 */
export function biasCorrection(beta: number, exponent: Tensor): Tensor {
  if (beta === 0) return tf.onesLike(exponent);
  const s = tf.tanh(tf.mul(exponent, -Math.log(beta) / 2));
  return tf.div(tf.mul(s, 2), tf.add(s, 1));
}
