import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from '../engines/tfjs.ts';
import { standardise } from '../engines/standardise.ts';
import type { BatchStatistics } from './source-model.ts';

/* Norms of images [B,C,H,W] with a weight and a bias for each channel. */

/** [C] → [1,C,1,1] */
const perChannel = (x: Tensor): Tensor => tf.reshape(x, [1, -1, 1, 1]);

/**
 * GroupNorm: each group of channels of an image has mean 0 and variance 1 before weight and bias [C]. Both passes are a factor and
 * a summand for each channel of an image, so that little is read and written.
 */
export function groupNorm(x: Tensor, weight: Tensor, bias: Tensor, groups: number, eps: number): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const [places, inGroup] = [height * width, (channels / groups) * height * width];
  /** Values of groups [B·G,1], for each channel: [B,C]. */
  const ofChannels = (known: Tensor): Tensor =>
    tf.reshape(tf.tile(tf.reshape(known, [batch, groups, 1]), [1, 1, channels / groups]), [batch, channels]);
  /** Sums of channels [B,C] by group: [B·G,1]. */
  const byGroup = (values: Tensor): Tensor => tf.sum(tf.reshape(values, [batch * groups, channels / groups]), 1, true);
  const each = (values: Tensor): Tensor => tf.reshape(values, [batch, channels, 1]);

  const compute = tf.customGrad((...inputs) => {
    const [image, gamma, beta] = inputs.slice(0, 3) as [Tensor, Tensor, Tensor];
    const save = inputs[3] as unknown as GradSaveFunc;
    const grouped = tf.reshape(image, [batch * groups, inGroup]);
    const mean = tf.mean(grouped, 1, true);
    const inverse = tf.div(1, tf.sqrt(tf.add(tf.mean(tf.square(tf.sub(grouped, mean)), 1, true), eps)));
    const factor = tf.mul(ofChannels(inverse), gamma);
    const summand = tf.sub(beta, tf.mul(ofChannels(mean), factor));
    const flat = tf.reshape(image, [batch, channels, places]);
    save([flat, gamma, mean, inverse, factor]);
    return {
      value: tf.reshape(tf.add(tf.mul(flat, each(factor)), each(summand)), x.shape),
      gradFunc: (dy, saved) => {
        const [values, scale, centre, inverseStd, slope] = saved as [Tensor, Tensor, Tensor, Tensor, Tensor];
        const upstream = tf.reshape(dy, [batch, channels, places]);
        const [sums, products] = [tf.sum(upstream, 2), tf.sum(tf.mul(upstream, values), 2)];
        const [ofSums, ofProducts] = [byGroup(tf.mul(sums, scale)), byGroup(tf.mul(products, scale))];
        const cube = tf.mul(tf.mul(inverseStd, inverseStd), inverseStd);
        const ofValues = tf.div(tf.mul(tf.sub(tf.mul(ofSums, centre), ofProducts), cube), inGroup);
        const rest = tf.neg(tf.add(tf.mul(ofValues, centre), tf.div(tf.mul(ofSums, inverseStd), inGroup)));
        const dx = tf.add(
          tf.add(tf.mul(upstream, each(slope)), tf.mul(values, each(ofChannels(ofValues)))),
          each(ofChannels(rest)),
        );
        const dGamma = tf.mul(tf.sub(products, tf.mul(sums, ofChannels(centre))), ofChannels(inverseStd));
        return [tf.reshape(dx, x.shape), tf.sum(dGamma, 0), tf.sum(sums, 0)];
      },
    };
  });
  return compute(x, weight, bias);
}

/** Statistics of BatchNorm from the training, each [C]. */
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
