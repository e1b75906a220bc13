import type { DataType } from '@tensorflow/tfjs-core';
import { attribute, input, type TraceKernel } from './kernel.ts';

/** Kernels that make tensors of one repeated value: never a node. */
export const fillKernels: TraceKernel[] = [
  {
    kernel: 'Fill',
    record: (tracer, _inputs, attributes) =>
      tracer.fill(
        attribute<number[]>(attributes, 'shape'),
        attribute<DataType | undefined>(attributes, 'dtype') ?? 'float32',
        attribute<number>(attributes, 'value'),
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
