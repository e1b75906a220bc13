import { slice_util, util } from '@tensorflow/tfjs-core';
import { dataTypes } from '../encode.ts';
import type { GraphDType } from '../graph.ts';
import { graphDType } from '../tracer.ts';
import { input, type TraceKernel } from './kernel.ts';

/** Kernels that move, repeat or rename the elements of one tensor. */
export const shapeKernels: TraceKernel[] = [
  {
    kernel: 'Reshape',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const wanted = attributes['shape'] as number[];
      return tracer.reshape(x, util.inferFromImplicitShape(wanted, util.sizeFromShape(x.shape)));
    },
  },
  {
    kernel: 'ExpandDims',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'input');
      const dim = attributes['dim'] as number;
      const shape = [...x.shape];
      shape.splice(dim < 0 ? shape.length + dim + 1 : dim, 0, 1);
      return tracer.reshape(x, shape);
    },
  },
  {
    kernel: 'Transpose',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const perm = attributes['perm'] as number[];
      const shape = perm.map((axis) => x.shape[axis] ?? 1);
      return tracer.emit('Transpose', [tracer.dense(x)], shape, x.dtype, { attributes: { perm } });
    },
  },
  {
    kernel: 'Slice',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const [begin, size] = slice_util.parseSliceParams(
        x,
        attributes['begin'] as number[],
        attributes['size'] as number[],
      ) as [number[], number[]];
      const axes = [...x.shape.keys()].filter((axis) => size[axis] !== x.shape[axis]);
      if (axes.length === 0) return tracer.alias(x);
      const starts = axes.map((axis) => begin[axis] ?? 0);
      const ends = axes.map((axis) => (begin[axis] ?? 0) + (size[axis] ?? 0));
      const { graph } = tracer;
      const operands = [tracer.dense(x), graph.int64(starts), graph.int64(ends), graph.int64(axes)];
      return tracer.emit('Slice', operands, size, x.dtype);
    },
  },
  {
    kernel: 'StridedSlice',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const [begin, end, strides] = [attributes['begin'], attributes['end'], attributes['strides']] as number[][];
      const shape = slice_util.computeOutShape(begin!, end!, strides!);
      const { graph } = tracer;
      const operands = [begin!, end!, [...x.shape.keys()], strides!].map((numbers) => graph.int64(numbers));
      return tracer.emit('Slice', [tracer.dense(x), ...operands], shape, x.dtype);
    },
  },
  {
    kernel: 'Tile',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const reps = attributes['reps'] as number[];
      const shape = x.shape.map((extent, i) => extent * (reps[i] ?? 1));
      if (x.shape.every((extent, i) => extent === 1 || reps[i] === 1)) return tracer.broadcast(x, shape);
      return tracer.emit('Tile', [tracer.dense(x), tracer.graph.int64(reps)], shape, x.dtype);
    },
  },
  {
    kernel: 'PadV2',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const paddings = attributes['paddings'] as [number, number][];
      const shape = x.shape.map((extent, i) => extent + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0));
      const pads = tracer.graph.int64([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
      const filler = tracer.graph.scalar(attributes['constantValue'] as number, graphDType(x.dtype));
      return tracer.emit('Pad', [tracer.dense(x), pads, filler], shape, x.dtype);
    },
  },
  {
    kernel: 'Cast',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const dtype = attributes['dtype'] as Exclude<GraphDType, 'int64'>;
      if (dtype === x.dtype) return tracer.alias(x);
      const value = tracer.uniform(x);
      if (value !== undefined) return tracer.fill(x.shape, dtype, value);
      const { name, stored } = tracer.operand(x);
      return tracer.emit('Cast', [name], x.shape, dtype, { attributes: { to: dataTypes[dtype] }, stored });
    },
  },
  { kernel: 'Identity', record: (tracer, inputs) => tracer.alias(input(inputs, 'x')) },
];
