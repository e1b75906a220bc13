import { input, type TraceKernel } from './kernel.ts';

/** LayerNormalization over the last axis; its mean and inverse standard deviation are kept for the gradient. */
export const layerNormKernel: TraceKernel = {
  kernel: 'LayerNorm',
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'x');
    const names = [x, input(inputs, 'gamma'), input(inputs, 'beta')].map((tensor) => tracer.dense(tensor));
    const statistics = [...x.shape.slice(0, -1), 1];
    return tracer.emitMany('LayerNormalization', names, [x.shape, statistics, statistics], 'float32', {
      axis: x.shape.length - 1,
      epsilon: { float: attributes['epsilon'] as number },
    });
  },
};
