import { borderIndex, paddedIndices } from './border.ts';
import type { Border } from './border.ts';
import { blankField } from './field.ts';
import type { Field } from './field.ts';

export interface GaussianOptions {
  /** How the field goes on beyond its edges. Default: `nearest`. */
  readonly border?: Border;
  /** Distance in pixels at which the filter ends. Default: 4 sigma, rounded. */
  readonly radius?: number;
}

const negligibleSigma = 1e-15;

/** Gaussian filter of every channel with the conventions of SciPy's `gaussian_filter`: first along columns, then along rows. */
export function gaussianFilter(field: Field, sigma: number, options: GaussianOptions = {}): Field {
  if (sigma <= negligibleSigma) return field;
  const { border = 'nearest', radius = Math.floor(4 * sigma + 0.5) } = options;
  const kernel = gaussianKernel(sigma, radius);
  const { width, height, channels } = field;
  const columnsDone = blankField(width, height, channels);
  filterAxis(field.data, columnsDone.data, { outer: 1, length: height, inner: width * channels }, kernel, border);
  const result = blankField(width, height, channels);
  filterAxis(columnsDone.data, result.data, { outer: height, length: width, inner: channels }, kernel, border);
  return result;
}

/** Weights of a normalised Gaussian at the distances −radius … radius. */
export function gaussianKernel(sigma: number, radius: number): Float64Array {
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** A block of numbers seen as outer × length × inner, to be filtered along the middle axis. */
interface Axis {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

function filterAxis(
  source: Float64Array,
  target: Float64Array,
  axis: Axis,
  kernel: Float64Array,
  border: Border,
): void {
  const { outer, length, inner } = axis;
  const wide = kernel.length > length;
  const weights = wide ? foldKernel(kernel, length, border) : kernel;
  for (let o = 0; o < outer; o++) {
    const start = o * length * inner;
    const from = source.subarray(start, start + length * inner);
    const to = target.subarray(start, start + length * inner);
    if (wide) applyMatrix(from, to, length, inner, weights);
    else applyKernel(from, to, length, inner, weights, border);
  }
}

/** Adds the pairs of equally weighted neighbours from the outside in, the order in which SciPy rounds. */
function applyKernel(
  from: Float64Array,
  to: Float64Array,
  length: number,
  inner: number,
  kernel: Float64Array,
  border: Border,
): void {
  const radius = (kernel.length - 1) / 2;
  const indices = paddedIndices(length, radius, border);
  const padded = new Float64Array(indices.length * inner);
  for (let i = 0; i < indices.length; i++) {
    const begin = indices[i]! * inner;
    for (let k = 0; k < inner; k++) padded[i * inner + k] = from[begin + k]!;
  }
  const size = length * inner;
  const middle = radius * inner;
  for (let i = 0; i < size; i++) to[i] = padded[middle + i]! * kernel[radius]!;
  for (let distance = radius; distance > 0; distance--) {
    const weight = kernel[radius - distance]!;
    const before = middle - distance * inner;
    const after = middle + distance * inner;
    for (let i = 0; i < size; i++) to[i]! += (padded[before + i]! + padded[after + i]!) * weight;
  }
}

/** A kernel longer than the signal as a length × length matrix: cheaper than visiting each sample several times. */
function foldKernel(kernel: Float64Array, length: number, border: Border): Float64Array {
  const radius = (kernel.length - 1) / 2;
  const matrix = new Float64Array(length * length);
  for (let i = 0; i < length; i++) {
    for (let k = 0; k < kernel.length; k++) {
      matrix[i * length + borderIndex(i + k - radius, length, border)]! += kernel[k]!;
    }
  }
  return matrix;
}

function applyMatrix(from: Float64Array, to: Float64Array, length: number, inner: number, matrix: Float64Array): void {
  if (inner < length) {
    for (let i = 0; i < length; i++) {
      for (let k = 0; k < inner; k++) {
        let sum = 0;
        for (let j = 0; j < length; j++) sum += matrix[i * length + j]! * from[j * inner + k]!;
        to[i * inner + k] = sum;
      }
    }
    return;
  }
  for (let i = 0; i < length; i++) {
    const row = to.subarray(i * inner, (i + 1) * inner);
    for (let j = 0; j < length; j++) {
      const weight = matrix[i * length + j]!;
      for (let k = 0; k < inner; k++) row[k]! += weight * from[j * inner + k]!;
    }
  }
}
