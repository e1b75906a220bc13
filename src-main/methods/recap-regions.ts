import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { classifierRows } from './bound.ts';
import type { MethodContext } from './method.ts';

/** Fixed in the reference: τ acts as τ / scale, and the length of a row of the classifier as scale / 2 · 0.01 of its square. */
const scale = 0.1;
const lengthWeight = (scale / 2) * 0.01;
/** Keeps logarithms finite where no class has a share. */
const least = 1e-37;

/**
 * Properties of the regions of the classes, from the classifier and the variances of the features [D]: for each pair of
 * classes e^(½ Σ (W_i − W_j)² σ τ/0.1), each row divided by its largest value, whose logarithm is kept apart so that nothing
 * overflows; and the weighted squared length of each row of the classifier.
 */
export function regionConstants({ model }: MethodContext, variances: Float32Array, tau: number): Named<HostTensor> {
  const rows = classifierRows(model);
  const weights = variances.map((variance) => (variance * tau) / scale / 2);
  const { length: classes } = rows;
  const exponents = rows.map(() => new Float64Array(classes));
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let d = 0; d < weights.length; d++) sum += (rows[i]![d]! - rows[j]![d]!) ** 2 * weights[d]!;
      exponents[i]![j] = exponents[j]![i] = sum;
    }
  }
  const largest = exponents.map((row) => row.reduce((a, b) => Math.max(a, b), 0));
  const spread = exponents.flatMap((row, i) => [...row].map((value) => Math.exp(value - largest[i]!)));
  const lengths = rows.map((row) => lengthWeight * row.reduce((sum, value) => sum + value * value, 0));
  return {
    'recap.spread': float32(Float32Array.from(spread), [classes, classes]),
    'recap.largest': float32(Float32Array.from(largest)),
    'recap.lengths': float32(Float32Array.from(lengths)),
  };
}

/** Entropy of the region around each image, and how unstable the prediction is in it, both [B]. */
export function regional(logits: Tensor, constants: Named<Tensor>): { entropy: Tensor; instability: Tensor } {
  const logP = tf.logSoftmax(logits);
  const p = tf.exp(logP);
  const spread = tf.matMul(p, need(constants, 'recap.spread'), false, true);
  const logR = tf.add(tf.log(tf.maximum(spread, least)), need(constants, 'recap.largest'));
  const a = tf.softmax(tf.add(logits, need(constants, 'recap.lengths')));
  return { entropy: tf.sum(tf.mul(a, tf.sub(logR, logP)), 1), instability: tf.sum(tf.mul(p, logR), 1) };
}
