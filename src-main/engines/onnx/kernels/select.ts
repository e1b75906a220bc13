import { broadcast_util, util } from '@tensorflow/tfjs-core';
import { LabError } from '../../../../src-shared/errors.ts';
import { dataTypes } from '../encode.ts';
import { input, type TraceKernel } from './kernel.ts';

/** Kernels that choose elements by masks, indices or rank. */
export const selectKernels: TraceKernel[] = [
  {
    kernel: 'Select',
    record(tracer, inputs) {
      const [t, e] = [input(inputs, 't'), input(inputs, 'e')];
      let condition = input(inputs, 'condition');
      if (condition.shape.length === 1 && t.shape.length > 1) {
        condition = tracer.reshape(condition, [...condition.shape, ...t.shape.slice(1).map(() => 1)]);
      }
      const operands = [condition, t, e].map((x) => tracer.operand(x));
      const stored = operands
        .map((operand) => [...operand.stored])
        .reduce((a, b) => broadcast_util.assertAndGetBroadcastShape(a, b));
      const names = operands.map((operand) => operand.name);
      return tracer.emit('Where', names, t.shape, t.dtype, { stored });
    },
  },
  {
    kernel: 'GatherV2',
    record(tracer, inputs, attributes) {
      const [x, indices] = [input(inputs, 'x'), input(inputs, 'indices')];
      if (((attributes['batchDims'] as number | undefined) ?? 0) !== 0) {
        throw new LabError('not-traceable', 'The ONNX engine has no rule for gather with batch axes.');
      }
      const axis = util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
      const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
      return tracer.emit('Gather', [tracer.dense(x), tracer.dense(indices)], shape, x.dtype, { attributes: { axis } });
    },
  },
  {
    kernel: 'ArgMax',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const axis = util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
      const shape = x.shape.filter((_, i) => i !== axis);
      const [index] = tracer.graph.node('ArgMax', [tracer.dense(x)], { axis, keepdims: 0 });
      return tracer.emit('Cast', [index], shape, 'int32', { attributes: { to: dataTypes.int32 } });
    },
  },
];
