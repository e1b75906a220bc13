import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { changeConsistently, drawConsistency } from './augment/consistency.ts';
import { zerosLike } from './bound.ts';
import { decayOption, learningRateOption, momentumOption } from './common-options.ts';
import { cosineWith } from './eta.ts';
import { detached, withGradient } from './gradient.ts';
import { entropyPerImage } from './losses.ts';
import type { BoundStep, MethodContext } from './method.ts';
import { below } from './selection.ts';
import { nesterovOption, sgdStep, type SgdState } from './sgd.ts';

/** What ROID and CMF are set by. */
export const roidOptions = {
  lr: learningRateOption(0.00025),
  momentum: momentumOption,
  nesterov: nesterovOption(true),
  temperature: numberOption({
    label: 'Temperature',
    symbol: 'T',
    help: 'Of the weights of the images; smaller sets them further apart.',
    default: 1 / 3,
    min: 0,
    exclusiveMin: true,
  }),
  averageDecay: decayOption('m_p', 'Decay of the average probabilities', 0.9),
};
const schema = z.strictObject(roidOptions);
export type RoidOptions = z.output<typeof schema>;

/** θ, its momentum, and a running average of the probabilities, [C]. */
export type RoidState<T = Tensor> = { readonly theta: T; readonly velocity: T; readonly probabilities: T };

export function startRoid({ model }: MethodContext): RoidState<HostTensor> {
  const { theta, classes } = model;
  return { theta, velocity: zerosLike(theta), probabilities: float32(new Float32Array(classes).fill(1 / classes)) };
}

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
 * What the logits are multiplied with: the mean prediction of the batch, smoothed, [C]. An image that is not finite has no
 * share in it: the others are still predicted.
 */
function smoothedPrior(logits: Tensor): Tensor {
  const [batch = 1, classes = 1] = logits.shape;
  const predictions = tf.softmax(logits);
  const isProper = tf.greater(tf.sum(predictions, 1, true), 0);
  const proper = tf.where(isProper, predictions, tf.zerosLike(predictions));
  const prior = tf.div(tf.sum(proper, 0), tf.sum(tf.cast(isProper, 'float32')));
  const smoothing = tf.div(Math.max(1 / batch, 1 / classes), tf.max(prior));
  return tf.div(tf.add(prior, smoothing), tf.add(1, tf.mul(smoothing, classes)));
}

/** Changed copies of the images, which are made on the host. */
export function changedCopies({ model, normalisation }: MethodContext): Pick<BoundStep, 'draw' | 'prepare'> {
  return {
    draw: (_batchSize, random) => drawConsistency(model.imageSize, random),
    prepare: (images, draws) => ({ augmented: changeConsistently(images, draws, normalisation) }),
  };
}

/**
 * ROID's step up to gradient descent (Marsden et al., 2024): images whose prediction is unlike the average and certain weigh
 * more; those more like it than the mean are left out.
 */
export function roidStep(
  { model, batchSize }: MethodContext,
  { lr, momentum, nesterov, temperature, averageDecay }: RoidOptions,
  { images, state, draws }: { readonly images: Tensor; readonly state: RoidState; readonly draws: Named<Tensor> },
  constants: Named<Tensor>,
) {
  const augmented = need(draws, 'augmented');
  const { gradient, result } = withGradient(state.theta, (parameters) => {
    const { logits } = model.forward(images, parameters, constants);
    const { logits: changed } = model.forward(augmented, parameters, constants);
    const unlike = detached((z) => tf.sub(1, cosineWith(tf.softmax(z), state.probabilities)), logits);
    const entropy = detached(entropyPerImage, logits);
    const diversity = detached(stretched, unlike);
    const certainty = detached((h) => stretched(tf.neg(h)), entropy);
    const selected = detached((d) => tf.sub(1, below(d, tf.mean(d))), diversity);
    const weight = detached(
      (d, c, s) => tf.mul(tf.exp(tf.div(tf.mul(d, c), temperature)), s),
      diversity,
      certainty,
      selected,
    );
    const slr = softLikelihoodRatio(tf.softmax(logits));
    const consistency = symmetricCrossEntropy(logits, changed);
    const sum = (x: Tensor): Tensor => tf.div(tf.sum(tf.mul(x, weight)), batchSize);
    const [lossSlr, lossConsistency] = [sum(slr), sum(consistency)];
    const loss = tf.add(lossSlr, lossConsistency);
    return {
      loss,
      lossSlr,
      logits,
      changed,
      unlike,
      entropy,
      diversity,
      certainty,
      selected,
      weight,
      slr,
      consistency,
    };
  });
  const { loss, lossSlr, logits, changed, unlike, entropy, selected, ...perImage } = result;
  const moved: SgdState = sgdStep(state, gradient, { lr, momentum, nesterov });
  const mean = tf.mean(tf.softmax(logits), 0);
  const prior = smoothedPrior(logits);
  return {
    logits: tf.mul(logits, prior),
    moved,
    probabilities: tf.add(tf.mul(state.probabilities, averageDecay), tf.mul(mean, 1 - averageDecay)),
    diagnostics: { loss, loss_slr: lossSlr, entropy: tf.mean(entropy), selected: tf.mean(selected) },
    weights: perImage.weight,
    details: {
      ...{ diversity: perImage.diversity, certainty: perImage.certainty, weight: perImage.weight, slr: perImage.slr },
      ...{
        consistency: perImage.consistency,
        uncorrected: logits,
        augmented_logits: changed,
        unlike,
        entropy,
        selected,
      },
      ...{ prior, augmented, theta_after_sgd: moved.theta },
    },
  };
}

/** θ pulled towards another one. */
export function towards(theta: Tensor, other: Tensor, kept: number): Tensor {
  return tf.add(tf.mul(theta, kept), tf.mul(other, 1 - kept));
}

/** Prediction with the correction by the prior of the batch. */
export function roidPrediction({ model }: MethodContext): BoundStep<{ readonly theta: Tensor }>['predict'] {
  return (images, { theta }, constants) => {
    const { logits } = model.forward(images, theta, constants);
    return { logits: tf.mul(logits, smoothedPrior(logits)) };
  };
}

export const sourceOf = (constants: Named<Tensor>): Tensor => need(constants, 'roid.source');
