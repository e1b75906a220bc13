import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../engines/tfjs.ts';
import { standardise } from '../engines/standardise.ts';
import type { BatchStatistics } from './source-model.ts';

/* Norms of images [B,C,H,W] with a weight and a bias for each channel. */

/** [C] → [1,C,1,1] */
const perChannel = (x: Tensor): Tensor => tf.reshape(x, [1, -1, 1, 1]);

/** GroupNorm: each group of channels of an image has mean 0 and variance 1 before weight and bias [C]. */
export function groupNorm(x: Tensor, weight: Tensor, bias: Tensor, groups: number, eps: number): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const grouped = tf.reshape(x, [batch * groups, (channels / groups) * height * width]);
  const normalised = tf.reshape(standardise(grouped, [1], eps), x.shape);
  return tf.add(tf.mul(normalised, perChannel(weight)), perChannel(bias));
}

/** What BatchNorm was trained with, each [C]. */
interface TrainedStatistics {
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** BatchNorm by given statistics: one factor and one summand for each channel. */
export function batchNorm(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  { mean, variance }: TrainedStatistics,
  eps: number,
): Tensor {
  const factor = tf.div(weight, tf.sqrt(tf.add(variance, eps)));
  return tf.add(tf.mul(x, perChannel(factor)), perChannel(tf.sub(bias, tf.mul(mean, factor))));
}

/** BatchNorm by the statistics of the batch, or by a mixture of them with those of the training. */
export function batchNormOfBatch(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  trained: TrainedStatistics,
  { eps, share, unbiased }: BatchStatistics & { readonly eps: number },
): Tensor {
  const axes = [0, 2, 3];
  if (share === 1 && !unbiased) {
    return tf.add(tf.mul(standardise(x, axes, eps), perChannel(weight)), perChannel(bias));
  }
  const mean = tf.mean(x, axes);
  const count = x.size / (x.shape[1] ?? 1);
  const squares = tf.sum(tf.square(tf.sub(x, perChannel(mean))), axes);
  const variance = tf.div(squares, unbiased ? Math.max(1, count - 1) : count);
  const mixed = (old: Tensor, found: Tensor): Tensor => tf.add(tf.mul(old, 1 - share), tf.mul(found, share));
  const statistics = { mean: mixed(trained.mean, mean), variance: mixed(trained.variance, variance) };
  return batchNorm(x, weight, bias, statistics, eps);
}
