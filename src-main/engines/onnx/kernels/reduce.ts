import { util } from '@tensorflow/tfjs-core';
import { attribute, input, type TraceKernel } from './kernel.ts';

const operators: Record<string, string> = {
  Sum: 'ReduceSum',
  Mean: 'ReduceMean',
  Max: 'ReduceMax',
  Min: 'ReduceMin',
  Prod: 'ReduceProd',
};

/** Reductions over axes. */
export const reduceKernels: TraceKernel[] = Object.entries(operators).map(([kernel, op]) => ({
  kernel,
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'x');
    const keepDims = attribute<boolean | undefined>(attributes, 'keepDims') ?? false;
    const axes = util.parseAxisParam(attribute<number | number[]>(attributes, 'axis'), x.shape);
    const shape = x.shape.flatMap((extent, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [extent]));
    if (axes.length === 0) return tracer.alias(x);
    return tracer.emit(op, [tracer.dense(x), tracer.graph.int64(axes)], shape, x.dtype, {
      attributes: { keepdims: keepDims ? 1 : 0 },
    });
  },
}));
