import { input, type TraceKernel } from './kernel.ts';

/** Exact (erf) GELU. */
export const geluKernel: TraceKernel = {
  kernel: 'Gelu',
  record(tracer, inputs) {
    const x = input(inputs, 'x');
    return tracer.emit('Gelu', [tracer.dense(x)], x.shape, 'float32', { domain: 'com.microsoft' });
  },
};
