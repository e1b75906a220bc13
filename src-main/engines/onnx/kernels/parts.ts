import { backend_util, util, type TensorInfo } from '@tensorflow/tfjs-core';
import type { Tracer } from '../tracer.ts';
import { input, inputList, type TraceKernel } from './kernel.ts';

/** Part of `x` along one axis. */
function sliceAlong(tracer: Tracer, x: TensorInfo, axis: number, first: number, shape: readonly number[]): TensorInfo {
  const { graph } = tracer;
  const end = first + (shape[axis] ?? 0);
  const operands = [tracer.dense(x), graph.int64([first]), graph.int64([end]), graph.int64([axis])];
  return tracer.emit('Slice', operands, shape, x.dtype);
}

/** Joins tensors along an axis, in several rounds where the provider limits the operands of one node. */
function concat(tracer: Tracer, parts: readonly [TensorInfo, ...TensorInfo[]], axis: number): TensorInfo {
  const [first, ...rest] = parts;
  if (rest.length === 0) return tracer.alias(first);
  const { maxParts } = tracer.target;
  if (parts.length > maxParts) {
    const groups = Array.from({ length: Math.ceil(parts.length / maxParts) }, (_, i) =>
      concat(tracer, parts.slice(i * maxParts, (i + 1) * maxParts) as [TensorInfo, ...TensorInfo[]], axis),
    );
    return concat(tracer, groups as [TensorInfo, ...TensorInfo[]], axis);
  }
  const shape = backend_util.computeOutShape(
    parts.map((part) => part.shape),
    axis,
  );
  const names = parts.map((part) => tracer.dense(part));
  return tracer.emit('Concat', names, shape, first.dtype, { attributes: { axis } });
}

/** Takes a tensor apart along an axis, in slices where the provider limits the results of one node. */
function split(tracer: Tracer, x: TensorInfo, axis: number, sizes: readonly number[]): TensorInfo[] {
  const shapes = sizes.map((size) => x.shape.map((extent, i) => (i === axis ? size : extent)));
  if (shapes.length === 1) return [tracer.alias(x)];
  if (shapes.length > tracer.target.maxParts) {
    let first = 0;
    return shapes.map((shape) => {
      const part = sliceAlong(tracer, x, axis, first, shape);
      first += shape[axis] ?? 0;
      return part;
    });
  }
  return tracer.emitMany('Split', [tracer.dense(x), tracer.graph.int64(sizes)], shapes, x.dtype, { axis });
}

/** Kernels that take tensors apart along an axis or join them. */
export const partsKernels: TraceKernel[] = [
  {
    kernel: 'SplitV',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'x');
      const axis = util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
      const wanted = attributes['numOrSizeSplits'] as number | number[];
      const sizes = backend_util.prepareSplitSize(x, wanted, axis);
      return split(tracer, x, axis, sizes);
    },
  },
  {
    kernel: 'Concat',
    record(tracer, inputs, attributes) {
      const parts = inputList(inputs);
      const axis = util.parseAxisParam(attributes['axis'] as number, parts[0].shape)[0] ?? 0;
      backend_util.assertParamsConsistent(
        parts.map((part) => part.shape),
        axis,
      );
      return concat(tracer, parts, axis);
    },
  },
  {
    kernel: 'Unpack',
    record(tracer, inputs, attributes) {
      const x = input(inputs, 'value');
      const axis = util.parseAxisParam(attributes['axis'] as number, x.shape)[0] ?? 0;
      const shape = x.shape.filter((_, i) => i !== axis);
      const sizes = new Array<number>(x.shape[axis] ?? 0).fill(1);
      return split(tracer, x, axis, sizes).map((part) => tracer.reshape(part, shape));
    },
  },
  {
    kernel: 'Pack',
    record(tracer, inputs, attributes) {
      const [first, ...rest] = inputList(inputs);
      const rank = first.shape.length + 1;
      const axis = ((attributes['axis'] as number) + rank) % rank;
      const expanded = [...first.shape.slice(0, axis), 1, ...first.shape.slice(axis)];
      const widen = (part: TensorInfo): TensorInfo => tracer.reshape(part, expanded);
      return concat(tracer, [widen(first), ...rest.map(widen)], axis);
    },
  },
];
