import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { cosineWith } from './eta.ts';
import { detached, withGradient } from './gradient.ts';
import { entropyPerImage } from './losses.ts';
import type { MethodContext } from './method.ts';
import { below } from './selection.ts';

/** Guards divisions by what may vanish. */
const tiny = 1e-12;

/** To the range from 0 to 1; all 0 where all are equal. */
function stretched(x: Tensor): Tensor {
  const least = tf.min(x);
  return tf.div(tf.sub(x, least), tf.maximum(tf.sub(tf.max(x), least), tiny));
}

/** Soft likelihood ratio of each image: −Σ u log(u/(1−u) + 1e-5), u the probabilities up to 0.99. */
function softLikelihoodRatio(probabilities: Tensor): Tensor {
  const u = tf.minimum(probabilities, 0.99);
  return tf.neg(tf.sum(tf.mul(u, tf.log(tf.add(tf.div(u, tf.sub(1, u)), 1e-5))), 1));
}

/** Cross entropy of each image both ways, halved. */
function symmetricCrossEntropy(a: Tensor, b: Tensor): Tensor {
  const [logA, logB] = [tf.logSoftmax(a), tf.logSoftmax(b)];
  return tf.mul(tf.sum(tf.add(tf.mul(tf.exp(logA), logB), tf.mul(tf.exp(logB), logA)), 1), -0.5);
}

/**
 * Factor of the logits: the mean prediction of the batch, smoothed, [C]. An image that is not finite has no
 * share in it: the others are still predicted.
 */
export function smoothedPrior(logits: Tensor): Tensor {
  const [batch = 1, classes = 1] = logits.shape;
  const predictions = tf.softmax(logits);
  const isProper = tf.greater(tf.sum(predictions, 1, true), 0);
  const proper = tf.where(isProper, predictions, tf.zerosLike(predictions));
  const prior = tf.div(tf.sum(proper, 0), tf.sum(tf.cast(isProper, 'float32')));
  const smoothing = tf.div(Math.max(1 / batch, 1 / classes), tf.max(prior));
  return tf.div(tf.add(prior, smoothing), tf.add(1, tf.mul(smoothing, classes)));
}

/**
 * How much each image counts, from logits [B, C]: those whose prediction is unlike the average and certain more; those more like it than
 * the mean do not. All are [B].
 */
export function weighed(logits: Tensor, average: Tensor, temperature: number) {
  const unlike = tf.sub(1, cosineWith(tf.softmax(logits), average));
  const entropy = entropyPerImage(logits);
  const [diversity, certainty] = [stretched(unlike), stretched(tf.neg(entropy))];
  const selected = tf.sub(1, below(diversity, tf.mean(diversity)));
  const weight = tf.mul(tf.exp(tf.div(tf.mul(diversity, certainty), temperature)), selected);
  return { unlike, entropy, diversity, certainty, selected, weight };
}

/** Gradient of ROID's loss of images and their changed copies. `weightOf` makes the weights [B] of the logits, as constants. */
export function roidGradient(
  { model, batchSize }: MethodContext,
  { images, augmented, theta }: Readonly<Record<'images' | 'augmented' | 'theta', Tensor>>,
  weightOf: (logits: Tensor) => Tensor,
  constants: Named<Tensor>,
) {
  return withGradient(theta, (parameters) => {
    const { logits } = model.forward(images, parameters, constants);
    const { logits: changed } = model.forward(augmented, parameters, constants);
    const weight = detached(weightOf, logits);
    const slr = softLikelihoodRatio(tf.softmax(logits));
    const consistency = symmetricCrossEntropy(logits, changed);
    const sum = (x: Tensor): Tensor => tf.div(tf.sum(tf.mul(x, weight)), batchSize);
    const [lossSlr, lossConsistency] = [sum(slr), sum(consistency)];
    return { loss: tf.add(lossSlr, lossConsistency), lossSlr, logits, changed, slr, consistency };
  });
}
