import { input, type TraceKernel } from './kernel.ts';

/** `x·Wᵀ + b` for x [M,K], W [N,K] (the layout of checkpoints), b [N]: one Gemm, nothing transposed in memory. */
export const linearKernel: TraceKernel = {
  kernel: 'Linear',
  record(tracer, inputs) {
    const [x, weight, bias] = [input(inputs, 'x'), input(inputs, 'weight'), input(inputs, 'bias')];
    const shape = [x.shape[0] ?? 1, weight.shape[0] ?? 1];
    return tracer.emit('Gemm', [tracer.dense(x), tracer.dense(weight), tracer.dense(bias)], shape, 'float32', {
      attributes: { transB: 1 },
      network: 'forward',
    });
  },
};
