import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { networkProduct } from './network-product.ts';
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
    const scores = tf.softmax(tf.mul(networkProduct('forward', queries, keys, { b: true }), scale));
    return { value: networkProduct('forward', scores, values), gradFunc };
  });
  const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
    const [queries, keys, values] = saved as [Tensor, Tensor, Tensor];
    const ofScores = networkProduct('gradient', dy, values, { b: true });
    // Scaled before the product, so that compilers don't take it for what the forward pass computed, and keep that.
    const scaled = tf.mul(queries, scale);
    const scores = tf.softmax(networkProduct('forward', scaled, keys, { b: true }));
    const products = tf.mul(ofScores, scores);
    const inner = tf.sub(products, tf.mul(scores, tf.sum(products, -1, true)));
    return [
      tf.mul(networkProduct('gradient', inner, keys), scale),
      networkProduct('gradient', inner, scaled, { a: true }),
      networkProduct('gradient', scores, dy, { a: true }),
    ];
  };
  return compute(q, k, v);
}
