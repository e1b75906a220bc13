import type { TensorInfo } from '@tensorflow/tfjs-core';
import { LabError } from '../../../../src-shared/errors.ts';
import type { ConvAttributes, GradientAttributes, PoolAttributes, Window } from '../../conv-ops.ts';
import { places, poolInputGradient } from '../../conv-ops.ts';
import { tf } from '../../tfjs-package.ts';
import type { Tracer } from '../tracer.ts';
import { input, type TraceKernel } from './kernel.ts';

/** Of nodes whose window is square. */
function windowAttributes(size: readonly number[], { stride, padding }: Window) {
  return { kernel_shape: size, strides: [stride, stride], pads: [padding, padding, padding, padding] };
}

function transposed(tracer: Tracer, x: TensorInfo, perm: readonly number[]): TensorInfo {
  const shape = perm.map((axis) => x.shape[axis] ?? 1);
  return tracer.emit('Transpose', [tracer.dense(x)], shape, 'float32', { attributes: { perm } });
}

/** The kernel of each pair of channels turned by half a turn. */
function turned(tracer: Tracer, weight: TensorInfo): TensorInfo {
  const { graph } = tracer;
  // As far as the axis goes, whatever its length.
  const end = -(2 ** 31);
  const operands = [graph.int64([-1, -1]), graph.int64([end, end]), graph.int64([2, 3]), graph.int64([-1, -1])];
  return tracer.emit('Slice', [tracer.dense(weight), ...operands], weight.shape, 'float32');
}

const convolve: TraceKernel = {
  kernel: 'Convolve',
  record(tracer, inputs, attributes) {
    const { groups, ...window } = attributes as unknown as ConvAttributes;
    const [x, weight, bias] = [input(inputs, 'x'), input(inputs, 'weight'), input(inputs, 'bias')];
    const [rows = 1, , height = 1, width = 1] = weight.shape;
    const [batch = 1, , tall = 1, wide = 1] = x.shape;
    const shape = [batch, rows, places(tall, height, window), places(wide, width, window)];
    const operands = [x, weight, ...(tracer.uniform(bias) === 0 ? [] : [bias])].map((tensor) => tracer.dense(tensor));
    return tracer.emit('Conv', operands, shape, 'float32', {
      attributes: { ...windowAttributes([height, width], window), group: groups },
      network: 'forward',
    });
  },
};

/**
 * A convolution whose kernels are turned and go from outputs to inputs. For steps of one that is a plain convolution, for which
 * ONNX Runtime has faster kernels than for a transposed one.
 */
const inputGradient: TraceKernel = {
  kernel: 'ConvolveInputGradient',
  record(tracer, inputs, attributes) {
    const { groups, stride, padding, shape } = attributes as unknown as GradientAttributes;
    const [dy, weight] = [input(inputs, 'dy'), input(inputs, 'weight')];
    const [, , height = 1, width = 1] = weight.shape;
    if (stride === 1 && height === width && padding < height) {
      const back = height === 1 ? weight : turned(tracer, weight);
      const kernel = groups === 1 ? transposed(tracer, back, [1, 0, 2, 3]) : back;
      return tracer.emit('Conv', [tracer.dense(dy), tracer.dense(kernel)], shape, 'float32', {
        attributes: {
          ...windowAttributes([height, width], { stride, padding: height - 1 - padding }),
          group: groups,
        },
        network: 'gradient',
      });
    }
    // Rows and columns that the last window didn't reach.
    const rest = [2, 3].map((axis) => {
      const reached = stride * ((dy.shape[axis] ?? 1) - 1) + (weight.shape[axis] ?? 1) - 2 * padding;
      return (shape[axis] ?? 1) - reached;
    });
    return tracer.emit('ConvTranspose', [tracer.dense(dy), tracer.dense(weight)], shape, 'float32', {
      attributes: {
        ...windowAttributes([height, width], { stride, padding }),
        group: groups,
        output_padding: rest,
      },
      network: 'gradient',
    });
  },
};

/**
 * A convolution of the inputs with the gradient in place of a kernel; images of a batch take the place of channels, and steps that
 * of holes in the kernel.
 */
const weightGradient: TraceKernel = {
  kernel: 'ConvolveWeightGradient',
  record(tracer, inputs, attributes) {
    const { groups, stride, padding, shape } = attributes as unknown as GradientAttributes;
    const [dy, x] = [input(inputs, 'dy'), input(inputs, 'x')];
    const [rows = 1, , height = 1, width = 1] = shape;
    const [batch = 1, channels = 1, tall = 1, wide = 1] = x.shape;
    const kernel = transposed(tracer, dy, [1, 0, 2, 3]);
    const [, , high = 1, broad = 1] = dy.shape;
    const byChannel = transposed(tracer, x, [1, 0, 2, 3]);
    const images = groups === 1 ? byChannel : tracer.reshape(byChannel, [1, channels * batch, tall, wide]);
    // Rows that no window began at are left over at the end.
    const found = [tall + 2 * padding - stride * (high - 1), wide + 2 * padding - stride * (broad - 1)];
    const product = tracer.emit(
      'Conv',
      [tracer.dense(images), tracer.dense(kernel)],
      groups === 1 ? [channels, rows, ...found] : [1, rows, ...found],
      'float32',
      {
        attributes: {
          kernel_shape: [high, broad],
          dilations: [stride, stride],
          pads: [padding, padding, padding, padding],
          group: groups,
        },
        network: 'gradient',
      },
    );
    const { graph } = tracer;
    const bounds = [graph.int64([0, 0]), graph.int64([height, width]), graph.int64([2, 3])];
    const cut = tracer.emit(
      'Slice',
      [tracer.dense(product), ...bounds],
      [...product.shape.slice(0, 2), height, width],
      'float32',
    );
    return groups === 1 ? transposed(tracer, cut, [1, 0, 2, 3]) : tracer.reshape(cut, shape);
  },
};

/** The gradient finds under this name where the largest values were. */
const whereOf = (y: string): string => `where:${y}`;

const pool: TraceKernel = {
  kernel: 'PoolMax',
  record(tracer, inputs, attributes) {
    const { size, ...window } = attributes as unknown as PoolAttributes;
    const x = input(inputs, 'x');
    const [batch = 1, channels = 1, tall = 1, wide = 1] = x.shape;
    const shape = [batch, channels, places(tall, size, window), places(wide, size, window)];
    const options = windowAttributes([size, size], window);
    if (!tracer.target.poolPlaces) {
      return tracer.emit('MaxPool', [tracer.dense(x)], shape, 'float32', { attributes: options });
    }
    const [y, where] = tracer.emitMany('MaxPool', [tracer.dense(x)], [shape, shape], 'float32', options) as [
      TensorInfo,
      TensorInfo,
    ];
    tracer.graph.once(whereOf(tracer.dense(y)), () => tracer.dense(where));
    return y;
  },
};

const poolGradient: TraceKernel = {
  kernel: 'PoolMaxGradient',
  record(tracer, inputs, attributes) {
    if (!tracer.target.poolPlaces) {
      const tensors = Object.entries(inputs).map(
        ([name, found]) => [name, tf.engine().makeTensorFromTensorInfo(found)] as const,
      );
      return poolInputGradient(Object.fromEntries(tensors), attributes as unknown as PoolAttributes);
    }
    const [dy, x, y] = [input(inputs, 'dy'), input(inputs, 'x'), input(inputs, 'y')];
    const { graph } = tracer;
    const where = graph.once(whereOf(tracer.dense(y)), () => {
      throw new LabError('internal', 'The gradient of pooling was asked for without its forward pass.');
    });
    const flat = graph.int64([-1]);
    const size = x.shape.reduce((product, extent) => product * extent, 1);
    const zeros = tracer.dense(tracer.fill([size], 'float32', 0));
    const [places] = graph.node('Reshape', [where, flat]);
    const [values] = graph.node('Reshape', [tracer.dense(dy), flat]);
    const sum = tracer.emit('ScatterElements', [zeros, places, values], [size], 'float32', {
      attributes: { axis: 0, reduction: { text: 'add' } },
    });
    return tracer.reshape(sum, x.shape);
  },
};

/** Convolution and max pooling, with their gradients. */
export const convKernels: TraceKernel[] = [convolve, inputGradient, weightGradient, pool, poolGradient];
