import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { entropyPerImage } from './losses.ts';
import type { MethodContext } from './method.ts';

/** A batch of 64 images weighs both parts of the loss as the paper does; others in proportion (docs/method.md §5). */
export const referenceBatch = 64;

/** Whose entropy counts: that of all images of the batch without the shift, or of the last one with it. */
export type EntropyOf = 'all' | 'last';

export type TrialInputs = Readonly<Record<'images' | 'prompts' | 'shift', Tensor>>;
export type TrialOutputs = Readonly<Record<'loss' | 'discrepancy' | 'outputs' | 'means', Tensor>>;

/**
 * Tries K prompts on a batch: images [B,3,H,W], prompts [K,P,D], shift [D] of the last features.
 *
 * `loss` and `discrepancy` [K] as FOA has them: the entropy is summed over the batch, and the discrepancy is weighted with
 * λ·B/64; both without the shift, unless only the last image counts. `outputs` [K·B, C] are logits with the shift, `means` [K, D] those of the last features
 * without it.
 * @param theta of the source model, as a constant
 */
export function promptFitness(
  { model }: Pick<MethodContext, 'model'>,
  lambda: number,
  entropyOf: EntropyOf = 'all',
): (inputs: TrialInputs, constants: Named<Tensor>) => TrialOutputs {
  return ({ images, prompts, shift }, constants) => {
    const frozen = (name: string): Tensor => need(constants, name);
    const { logits, features } = model.forward(images, frozen('source.theta'), constants, prompts);
    const [batch, candidates] = [images.shape[0], prompts.shape[0]];
    const [width = 1] = shift.shape;
    const [, all = width] = features.shape;

    const grouped = tf.reshape(features, [candidates, batch, all]);
    const mean = tf.mean(grouped, 1);
    const centred = tf.sub(grouped, tf.expandDims(mean, 1));
    const std = tf.sqrt(tf.div(tf.sum(tf.square(centred), 1), batch - 1));
    const distance = tf.add(
      tf.sum(tf.square(tf.sub(std, frozen('source.std'))), 1),
      tf.sum(tf.square(tf.sub(mean, frozen('source.mean'))), 1),
    );
    const discrepancy = tf.mul(distance, (lambda * batch) / referenceBatch);
    // The head is linear: shifting its input adds the same to the logits of every image.
    const shifted = tf.matMul(tf.reshape(shift, [1, width]), frozen('head.weight'), false, true);
    const outputs = tf.add(logits, shifted);
    const entropies = tf.reshape(entropyPerImage(entropyOf === 'all' ? logits : outputs), [candidates, batch]);
    const counted = entropyOf === 'all' ? entropies : tf.slice(entropies, [0, batch - 1], [candidates, 1]);
    const entropy = tf.sum(counted, 1);
    return {
      loss: tf.add(entropy, discrepancy),
      discrepancy,
      outputs,
      means: tf.slice(mean, [0, all - width], [candidates, width]),
    };
  };
}

/**
 * Results of K prompts [K,P,D] for a batch: `entropy` [K], summed over the images; `outputs` [K·B, C]; of the features
 * `means` and `squares`, the sums of squared deviations, [K, F]. θ is that of the source model.
 */
export function observePrompts({ model }: Pick<MethodContext, 'model'>) {
  return ({ images, prompts }: Readonly<Record<'images' | 'prompts', Tensor>>, constants: Named<Tensor>) => {
    const { logits, features } = model.forward(images, need(constants, 'source.theta'), constants, prompts);
    const [batch, candidates] = [images.shape[0], prompts.shape[0]];
    const grouped = tf.reshape(features, [candidates, batch, -1]);
    const means = tf.mean(grouped, 1);
    return {
      entropy: tf.sum(tf.reshape(entropyPerImage(logits), [candidates, batch]), 1),
      outputs: logits,
      means,
      squares: tf.sum(tf.square(tf.sub(grouped, tf.expandDims(means, 1))), 1),
    };
  };
}

/** Larger passes gain nothing on a CPU and take more memory. */
const imagesAtOnce = 8;

/** Limits of a pass over candidates; `bytes` are those that one image takes. */
interface PassLimits {
  readonly batchSize: number;
  readonly bytes: number;
  readonly megabytes: number;
}

/**
 * How many of `count` candidates to try at once: as many as fit into the memory and have no more than 8 images together, but at
 * least one; or fewer where that leaves fewer places empty in the last pass.
 */
export function candidatesAtOnce(count: number, { batchSize, bytes, megabytes }: PassLimits): number {
  const images = Math.min(imagesAtOnce, (megabytes * 1e6) / bytes);
  const most = Math.max(1, Math.min(count, Math.floor(images / batchSize)));
  const places = (size: number): number => Math.ceil(count / size) * size;
  let best = most;
  for (let size = most - 1; size >= most / 2; size--) if (places(size) < places(best)) best = size;
  return best;
}
