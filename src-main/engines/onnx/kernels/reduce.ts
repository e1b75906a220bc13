import { util } from '@tensorflow/tfjs-core';
import { input, type TraceKernel } from './kernel.ts';

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
    const keepDims = (attributes['keepDims'] as boolean | undefined) ?? false;
    // The maximum has a name of its own for its axes.
    const wanted = (attributes['axis'] ?? attributes['reductionIndices']) as number | number[];
    const axes = util.parseAxisParam(wanted, x.shape);
    const shape = x.shape.flatMap((extent, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [extent]));
    if (axes.length === 0) return tracer.alias(x);
    return tracer.emit(op, [tracer.dense(x), tracer.graph.int64(axes)], shape, x.dtype, {
      attributes: { keepdims: keepDims ? 1 : 0 },
    });
  },
}));
