import { graphDType } from '../tracer.ts';
import { typedArray } from '../graph.ts';
import type { TraceKernel } from './kernel.ts';

/** Evenly spaced numbers from `start` up to, and without, `stop`: known when the graph is made. */
export const rangeKernel: TraceKernel = {
  kernel: 'Range',
  record(tracer, _inputs, attributes) {
    const [start = 0, stop = 0, given = 1] = [attributes['start'], attributes['stop'], attributes['step']] as number[];
    // As tfjs has it: the default step counts down where it must.
    const step = stop < start && given === 1 ? -1 : given;
    const dtype = graphDType(attributes['dtype'] as 'float32' | 'int32');
    const length = Math.max(0, Math.ceil((stop - start) / step));
    const values = typedArray(
      dtype,
      Array.from({ length }, (_, i) => start + i * step),
    );
    return { dataId: tracer.write(values, [length], dtype), shape: [length], dtype };
  },
};
