import type { Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tfjs-package.ts';

/** Where a product of the network stands: what it computes for images, or a gradient. Other products are in no network. */
export type NetworkPart = 'forward' | 'gradient';

interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** The matrix product a·b of a network, which engines may be asked to compute in half precision. */
export function networkProduct(part: NetworkPart, a: Tensor, b: Tensor, transposed: Transposed = {}): Tensor {
  const { a: transposeA = false, b: transposeB = false } = transposed;
  return tf.engine().runKernel<Tensor>('BatchMatMul', { a, b }, { transposeA, transposeB, network: part });
}
