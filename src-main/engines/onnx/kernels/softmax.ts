import { input, type TraceKernel } from './kernel.ts';

export const softmaxKernel: TraceKernel = {
  kernel: 'Softmax',
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'logits');
    const axis = attributes['dim'] as number;
    return tracer.emit('Softmax', [tracer.dense(x)], x.shape, 'float32', { attributes: { axis } });
  },
};
