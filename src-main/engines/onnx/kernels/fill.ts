import type { DataType } from '@tensorflow/tfjs-core';
import { input, type TraceKernel } from './kernel.ts';

/** Kernels that make tensors of one repeated value: never a node. */
export const fillKernels: TraceKernel[] = [
  {
    kernel: 'Fill',
    record: (tracer, _inputs, attributes) =>
      tracer.fill(
        attributes['shape'] as number[],
        (attributes['dtype'] as DataType | undefined) ?? 'float32',
        attributes['value'] as number,
      ),
  },
  {
    kernel: 'ZerosLike',
    record(tracer, inputs) {
      const x = input(inputs, 'x');
      return tracer.fill(x.shape, x.dtype, 0);
    },
  },
  {
    kernel: 'OnesLike',
    record(tracer, inputs) {
      const x = input(inputs, 'x');
      return tracer.fill(x.shape, x.dtype, 1);
    },
  },
];
