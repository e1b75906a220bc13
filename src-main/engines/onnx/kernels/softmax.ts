import { attribute, input, type TraceKernel } from './kernel.ts';

export const softmaxKernel: TraceKernel = {
  kernel: 'Softmax',
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'logits');
    const axis = attribute<number>(attributes, 'dim');
    return tracer.emit('Softmax', [tracer.dense(x)], x.shape, 'float32', { attributes: { axis } });
  },
};

/** Log-softmax; written out as z − max − log Σ exp(z − max) where the provider lacks the operator. */
export const logSoftmaxKernel: TraceKernel = {
  kernel: 'LogSoftmax',
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'logits');
    const axis = attribute<number>(attributes, 'axis');
    const logits = tracer.dense(x);
    if (tracer.target.logSoftmax) {
      return tracer.emit('LogSoftmax', [logits], x.shape, 'float32', { attributes: { axis } });
    }
    const axes = tracer.graph.int64([axis]);
    const [largest] = tracer.graph.node('ReduceMax', [logits, axes], { keepdims: 1 });
    const [shifted] = tracer.graph.node('Sub', [logits, largest]);
    const [exponentials] = tracer.graph.node('Exp', [shifted]);
    const [total] = tracer.graph.node('ReduceSum', [exponentials, axes], { keepdims: 1 });
    const [logTotal] = tracer.graph.node('Log', [total]);
    return tracer.emit('Sub', [shifted, logTotal], x.shape, 'float32');
  },
};
