import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tfjs-package.ts';

/**
 * softmax(q·kᵀ/√d)·v for q [B,H,M,d], k and v [B,H,N,d]: [B,H,M,d].
 *
 * The gradient computes the softmax again: kept from the forward pass, those of all blocks take as much memory as everything
 * else that attention leaves for it, and a hundredth of the time of a block computes one.
 */
export function attention(q: Tensor, k: Tensor, v: Tensor): Tensor {
  const scale = 1 / Math.sqrt(q.shape.at(-1) ?? 1);
  const compute = tf.customGrad((...inputs) => {
    const [queries, keys, values] = inputs.slice(0, 3) as [Tensor, Tensor, Tensor];
    const save = inputs[3] as unknown as GradSaveFunc;
    save([queries, keys, values]);
    const scores = tf.softmax(tf.mul(tf.matMul(queries, keys, false, true), scale));
    return { value: tf.matMul(scores, values), gradFunc };
  });
  const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
    const [queries, keys, values] = saved as [Tensor, Tensor, Tensor];
    const ofScores = tf.matMul(dy, values, false, true);
    // Scaled before the product, so that compilers don't take it for what the forward pass computed, and keep that.
    const scaled = tf.mul(queries, scale);
    const scores = tf.softmax(tf.matMul(scaled, keys, false, true));
    const products = tf.mul(ofScores, scores);
    const inner = tf.sub(products, tf.mul(scores, tf.sum(products, -1, true)));
    return [
      tf.mul(tf.matMul(inner, keys), scale),
      tf.matMul(inner, scaled, true, false),
      tf.matMul(scores, dy, true, false),
    ];
  };
  return compute(q, k, v);
}
