import { broadcast_util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { NetworkPart } from '../../network-product.ts';
import type { Tracer } from '../tracer.ts';
import { input, type TraceKernel } from './kernel.ts';

function transposed(tracer: Tracer, x: TensorInfo): string {
  const rank = x.shape.length;
  const perm = [...x.shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return tracer.graph.node('Transpose', [tracer.dense(x)], { perm })[0];
}

function allOne(extents: readonly number[]): boolean {
  return extents.every((extent) => extent === 1);
}

/**
 * Matrix product. A product of two matrices with a transposed operand becomes Gemm, which packs it on the fly; a batched
 * one becomes FusedMatMul where the provider has it.
 */
export const matMulKernel: TraceKernel = {
  kernel: 'BatchMatMul',
  record(tracer, inputs, attributes) {
    const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
    const transposeA = attributes['transposeA'] as boolean;
    const transposeB = attributes['transposeB'] as boolean;
    const network = attributes['network'] as NetworkPart | undefined;
    const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const inner = [a.shape.at(transposeA ? -2 : -1), b.shape.at(transposeB ? -1 : -2)];
    if (inner[0] !== inner[1]) {
      throw new Error(`[${a.shape.join(', ')}] and [${b.shape.join(', ')}] don't fit in a matrix product`);
    }
    const rows = a.shape.at(transposeA ? -1 : -2) ?? 1;
    const columns = b.shape.at(transposeB ? -2 : -1) ?? 1;
    const shape = [...broadcast_util.assertAndGetBroadcastShape(batchA, batchB), rows, columns];

    if (!transposeA && !transposeB) {
      return tracer.emit('MatMul', [tracer.dense(a), tracer.dense(b)], shape, 'float32', { network });
    }
    const flags = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
    if (allOne(batchA) && allOne(batchB)) {
      const matrix = (x: TensorInfo): string => tracer.dense(tracer.reshape(x, x.shape.slice(-2)));
      const options = { attributes: flags, network };
      const product = tracer.emit('Gemm', [matrix(a), matrix(b)], [rows, columns], 'float32', options);
      return tracer.reshape(product, shape);
    }
    if (tracer.target.fusedMatMul) {
      const operands = [tracer.dense(a), tracer.dense(b)];
      const options = { attributes: flags, domain: 'com.microsoft', network } as const;
      return tracer.emit('FusedMatMul', operands, shape, 'float32', options);
    }
    const left = transposeA ? transposed(tracer, a) : tracer.dense(a);
    const right = transposeB ? transposed(tracer, b) : tracer.dense(b);
    return tracer.emit('MatMul', [left, right], shape, 'float32', { network });
  },
};
