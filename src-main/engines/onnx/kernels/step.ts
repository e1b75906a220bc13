import { dataTypes } from '../encode.ts';
import { recordBinary } from './binary.ts';
import { input, type TraceKernel } from './kernel.ts';

/** 1 where x is positive, `alpha` elsewhere: the slope of ReLU and its relatives. */
export const stepKernel: TraceKernel = {
  kernel: 'Step',
  record(tracer, inputs, attributes) {
    const x = input(inputs, 'x');
    const alpha = (attributes['alpha'] as number | undefined) ?? 0;
    const zero = tracer.fill(x.shape, x.dtype, 0);
    const positive = recordBinary(tracer, { op: 'Greater', dtype: 'bool' }, x, zero);
    const { name, stored } = tracer.operand(positive);
    if (alpha === 0) {
      return tracer.emit('Cast', [name], x.shape, 'float32', { attributes: { to: dataTypes.float32 }, stored });
    }
    const [one, other] = [tracer.graph.scalar(1, 'float32'), tracer.graph.scalar(alpha, 'float32')];
    return tracer.emit('Where', [name, one, other], x.shape, 'float32', { stored });
  },
};
