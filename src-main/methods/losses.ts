import type { GradSaveFunc } from '@tensorflow/tfjs-core';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { stopGradient } from './gradient.ts';

/** Entropy of softmax(logits) of each image, [B]. */
export function entropyPerImage(logits: Tensor): Tensor {
  const logProbabilities = tf.logSoftmax(logits);
  return tf.neg(tf.sum(tf.mul(tf.exp(logProbabilities), logProbabilities), -1));
}

/** COME's opinion from the logits of an image: evidence for each class, and uncertainty mass. */
interface Opinion {
  /** [B] */
  readonly entropy: Tensor;
  /** Share of the opinion that no class has, [B]. */
  readonly uncertainty: Tensor;
}

/** Keeps the logarithm of a vanishing share finite. */
const smallestShare = 1e-7;
/** Keeps the length of vanishing logits from being divided by. */
const smallestSquare = 1e-30;

/**
 * COME's opinion (Zhang et al., 2025): the evidence exp(z) for each class beside a constant mass for none, both divided by
 * their sum. The length of z is a constant for the gradient, so that no image gets surer by larger logits.
 * @param mass of "none of them": 1000 in the authors' code, whatever the number of classes
 */
export function opinionOf(logits: Tensor, mass: number): Opinion {
  const length = tf.sqrt(tf.add(tf.sum(tf.square(logits), -1, true), smallestSquare));
  const scaled = tf.mul(logits, tf.div(stopGradient(length), length));
  const none = tf.fill([logits.shape[0], 1], Math.log(mass));
  const shares = tf.softmax(tf.concat([scaled, none], 1));
  const kept = tf.add(shares, smallestShare);
  return {
    entropy: tf.neg(tf.sum(tf.mul(kept, tf.log(kept)), -1)),
    uncertainty: tf.reshape(tf.slice(shares, [0, logits.shape[1] ?? 0], [-1, 1]), [-1]),
  };
}

/** Mean over the batch of the entropy of softmax(logits) (docs/method.md §2). */
export function meanEntropy(logits: Tensor): Tensor {
  return tf.mean(entropyPerImage(logits));
}

/**
 * Mean and unbiased standard deviation over the batch of features [B, F]. The gradient of the standard deviation is zero
 * where it vanishes, as a feature that is the same for all images has no direction to grow in.
 */
export function batchMoments(features: Tensor): { mean: Tensor; std: Tensor } {
  const degrees = features.shape[0] - 1;
  const mean = tf.mean(features, 0);
  const standardDeviation = tf.customGrad((_features, save) => {
    const centred = tf.sub(features, mean);
    const std = tf.sqrt(tf.div(tf.sum(tf.square(centred), 0), degrees));
    (save as GradSaveFunc)([centred, std]);
    return {
      value: std,
      gradFunc: (dy, saved) => {
        const [deviation, value] = saved as [Tensor, Tensor];
        return tf.mul(deviation, tf.div(dy, tf.mul(tf.maximum(value, 1e-30), degrees)));
      },
    };
  });
  return { mean, std: standardDeviation(features) };
}

export interface FoaLoss {
  readonly loss: Tensor;
  readonly entropy: Tensor;
  /** Already multiplied by λ/64. */
  readonly discrepancy: Tensor;
}

/** The constant by which the discrepancy is divided; it does not follow the batch size (docs/method.md §2). */
const discrepancyScale = 64;

/**
 * Entropy plus distance of the batch statistics to the source statistics (docs/method.md §2; equation 7 of the paper).
 * @param statistics std and mean of the source features, each [F]
 */
export function foaLoss(
  logits: Tensor,
  features: Tensor,
  statistics: { readonly std: Tensor; readonly mean: Tensor },
  lambda: number,
): FoaLoss {
  const { mean, std } = batchMoments(features);
  const distance = tf.add(
    tf.sum(tf.square(tf.sub(std, statistics.std))),
    tf.sum(tf.square(tf.sub(mean, statistics.mean))),
  );
  const entropy = meanEntropy(logits);
  const discrepancy = tf.mul(distance, lambda / discrepancyScale);
  return { loss: tf.add(entropy, discrepancy), entropy, discrepancy };
}
