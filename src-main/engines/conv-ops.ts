import type { GradConfig, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { tf } from './tfjs-package.ts';
import { need } from './tree.ts';

/*
 * Convolution and max pooling of images [B,C,H,W] with weights as PyTorch stores them, as custom tfjs kernels with gradients of
 * their own. Engines without a form of their own compute them from plain tfjs operators, which want channels last.
 */

type Inputs = Readonly<Record<string, Tensor>>;

/** How a window moves; the same along both axes. */
export interface Window {
  readonly stride: number;
  /** Rows and columns of zeros at each side; for pooling they count for nothing. */
  readonly padding: number;
}

/** `groups` is 1, or the number of channels: then each channel is convolved with a kernel of its own. */
export interface ConvAttributes extends Window {
  readonly groups: number;
}

export interface PoolAttributes extends Window {
  readonly size: number;
}

/** Places that a window of `size` has along an axis of `extent`. */
export function places(extent: number, size: number, { stride, padding }: Window): number {
  return Math.floor((extent + 2 * padding - size) / stride) + 1;
}

/**
 * Convolution of x [B,C,H,W] with weight [N, C/groups, k, k] and bias [N], none by default: [B,N,h,w].
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  { stride = 1, padding = 0, groups = 1, bias }: Partial<ConvAttributes> & { readonly bias?: Tensor | undefined } = {},
): Tensor {
  const inputs = { x, weight, bias: bias ?? tf.zeros([weight.shape[0]]) };
  return tf.engine().runKernel<Tensor>('Convolve', inputs, { stride, padding, groups });
}

/** Largest value in windows of x [B,C,H,W]. */
export function maxPool2d(x: Tensor, attributes: PoolAttributes): Tensor {
  return tf.engine().runKernel<Tensor>('PoolMax', { x }, { ...attributes });
}

// ---- gradients

const convGradient: GradConfig = {
  kernelName: 'Convolve',
  inputsToSave: ['x', 'weight'],
  gradFunc: (dy, saved, attributes) => {
    const [x, weight] = saved as [Tensor, Tensor];
    const [upstream] = [dy].flat() as [Tensor];
    const run = (kernel: string, inputs: Record<string, Tensor>, shape: readonly number[]): Tensor =>
      tf.engine().runKernel<Tensor>(kernel, inputs, { ...attributes, shape: [...shape] });
    return {
      x: () => run('ConvolveInputGradient', { dy: upstream, weight }, x.shape),
      weight: () => run('ConvolveWeightGradient', { dy: upstream, x }, weight.shape),
      bias: () => tf.sum(upstream, [0, 2, 3]),
    };
  },
};

const poolGradient: GradConfig = {
  kernelName: 'PoolMax',
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attributes) => {
    const [x, y] = saved as [Tensor, Tensor];
    const [upstream] = [dy].flat() as [Tensor];
    return {
      x: () => tf.engine().runKernel<Tensor>('PoolMaxGradient', { dy: upstream, x, y }, { ...attributes }),
    };
  },
};

// ---- the same from plain operators

const channelsLast = (x: Tensor): Tensor4D => tf.transpose(x as Tensor4D, [0, 2, 3, 1]);
const channelsFirst = (x: Tensor): Tensor => tf.transpose(x as Tensor4D, [0, 3, 1, 2]);
const padded = (x: Tensor, by: number, value = 0): Tensor =>
  by === 0 ? x : tf.pad(x, [[0, 0], [0, 0], [by, by], [by, by]], value); // prettier-ignore

/** Without the margin of padding, as channels first. */
function unpadded(x: Tensor, by: number, shape: readonly number[]): Tensor {
  return tf.slice(channelsFirst(x), [0, 0, by, by], [...shape]);
}

/** The weight as tfjs has it: [k,k,C,N], or [k,k,C,1] for channels that are convolved alone. */
function filterOf(weight: Tensor, groups: number): Tensor4D {
  return tf.transpose(weight as Tensor4D, groups === 1 ? [2, 3, 1, 0] : [2, 3, 0, 1]);
}

function convolve({ x, weight, bias }: Inputs, { stride, padding, groups }: ConvAttributes): Tensor {
  const images = channelsLast(padded(x!, padding));
  const filter = filterOf(weight!, groups);
  const product =
    groups === 1 ? tf.conv2d(images, filter, stride, 'valid') : tf.depthwiseConv2d(images, filter, stride, 'valid');
  return channelsFirst(tf.add(product, bias!));
}

/** Of an operation that computes a gradient: `shape` is that of what it is the gradient by. */
export type GradientAttributes = ConvAttributes & { readonly shape: readonly number[] };

/** Attributes of tfjs' own kernels of gradients. */
const window = (stride: number) => ({
  strides: [stride, stride],
  pad: 'valid',
  dataFormat: 'NHWC',
  dilations: [1, 1],
});

function inputGradient(inputs: Inputs, { stride, padding, groups, shape }: GradientAttributes): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  const inputShape = [batch, height + 2 * padding, width + 2 * padding, channels];
  const [dy, filter] = [channelsLast(need(inputs, 'dy')), filterOf(need(inputs, 'weight'), groups)];
  const kernel = groups === 1 ? 'Conv2DBackpropInput' : 'DepthwiseConv2dNativeBackpropInput';
  const found = tf.engine().runKernel<Tensor>(kernel, { dy, filter }, { ...window(stride), inputShape });
  return unpadded(found, padding, shape);
}

function weightGradient(inputs: Inputs, { stride, padding, groups, shape }: GradientAttributes): Tensor {
  const [rows = 1, columns = 1, height = 1, width = 1] = shape;
  const [dy, x] = [channelsLast(need(inputs, 'dy')), channelsLast(padded(need(inputs, 'x'), padding))];
  const [kernel, filterShape] =
    groups === 1
      ? ['Conv2DBackpropFilter', [height, width, columns, rows]]
      : ['DepthwiseConv2dNativeBackpropFilter', [height, width, rows, 1]];
  const found = tf.engine().runKernel<Tensor>(kernel, { x, dy }, { ...window(stride), filterShape });
  return tf.transpose(found as Tensor4D, groups === 1 ? [3, 2, 0, 1] : [2, 3, 0, 1]);
}

/** Smaller than any number that is compared with it. */
const nothing = -3e38;

function pool({ x }: Inputs, { size, stride, padding }: PoolAttributes): Tensor {
  return channelsFirst(tf.maxPool(channelsLast(padded(x!, padding, nothing)), size, stride, 'valid'));
}

/** Each value [B,C,h,w] in the corner of a field of `stride` by `stride` zeros, the first one `row` and `column` in: [B,C,H,W]. */
function spread(x: Tensor, stride: number, [row, column]: readonly [number, number], shape: readonly number[]): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = x.shape;
  const [, , tall = 1, wide = 1] = shape;
  const corners = tf.pad(tf.reshape(x, [batch * channels, height, 1, width, 1]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
    [0, stride - 1],
  ]);
  const fields = tf.reshape(corners, [batch, channels, height * stride, width * stride]);
  const [below, right] = [Math.max(0, tall - row - height * stride), Math.max(0, wide - column - width * stride)];
  return tf.slice(tf.pad(fields, [[0, 0], [0, 0], [row, below], [column, right]]), [0, 0, 0, 0], [...shape]); // prettier-ignore
}

/** Each gradient goes to the first place of its window that has the largest value; from plain operators. */
export function poolInputGradient(inputs: Inputs, { size, stride, padding }: PoolAttributes): Tensor {
  const [dy, y] = [need(inputs, 'dy'), need(inputs, 'y')];
  const x = padded(need(inputs, 'x'), padding, nothing);
  const [batch = 1, channels = 1, height = 1, width = 1] = y.shape;
  const strides = [1, 1, stride, stride];
  let open: Tensor = tf.onesLike(y);
  let sum: Tensor = tf.zerosLike(x);
  for (const row of Array(size).keys()) {
    for (const column of Array(size).keys()) {
      const end = [batch, channels, row + stride * (height - 1) + 1, column + stride * (width - 1) + 1];
      const seen = tf.stridedSlice(x, [0, 0, row, column], end, strides);
      const largest = tf.mul(open, tf.cast(tf.equal(seen, y), 'float32'));
      open = tf.sub(open, largest);
      sum = tf.add(sum, spread(tf.mul(dy, largest), stride, [row, column], x.shape));
    }
  }
  return tf.slice(sum, [0, 0, padding, padding], need(inputs, 'x').shape);
}

export const convGradients = [convGradient, poolGradient];

/** Each kernel from plain operators. */
export const composedConvKernels: Readonly<Record<string, (inputs: Inputs, attributes: unknown) => Tensor>> = {
  Convolve: (inputs, attributes) => convolve(inputs, attributes as ConvAttributes),
  ConvolveInputGradient: (inputs, attributes) => inputGradient(inputs, attributes as GradientAttributes),
  ConvolveWeightGradient: (inputs, attributes) => weightGradient(inputs, attributes as GradientAttributes),
  PoolMax: (inputs, attributes) => pool(inputs, attributes as PoolAttributes),
  PoolMaxGradient: (inputs, attributes) => poolInputGradient(inputs, attributes as PoolAttributes),
};
