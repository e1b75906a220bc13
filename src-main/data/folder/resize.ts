import type { RgbImage } from '../image.ts';

const channels = 3;

/** The part of a resized image that is wanted, in pixels of the resized image. */
export interface Window {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  /** Side of the square that is kept. */
  readonly size: number;
}

/** For each output position the first source position and the weights from there on, which sum to 1. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Resizes an image to `width`×`height` with antialiased bilinear interpolation and cuts out a square, computing only
 * what is kept: a triangle filter as wide as a source pixel when enlarging and as wide as an output pixel when
 * shrinking, horizontally first, rounded to bytes after each direction as Pillow does.
 */
export function resizeAndCrop(image: RgbImage, { width, height, left, top, size }: Window): RgbImage {
  const columns = triangleTaps(image.width, width, left, size);
  const rows = triangleTaps(image.height, height, top, size);
  const firstRow = rows.first[0]!;
  const lastRow = rows.first[size - 1]! + rows.weights[size - 1]!.length;
  const across = resizeAcross(image, columns, firstRow, lastRow);
  return { width: size, height: size, data: resizeDown(across, rows, firstRow, size) };
}

function triangleTaps(extent: number, resized: number, offset: number, count: number): Taps {
  const scale = extent / resized;
  const reach = Math.max(1, scale);
  const first = new Int32Array(count);
  const weights = Array.from({ length: count }, (_, i) => {
    const center = (offset + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - reach + 0.5));
    const to = Math.min(extent, Math.trunc(center + reach + 0.5));
    first[i] = from;
    const triangle = Float64Array.from({ length: to - from }, (_unused, tap) =>
      Math.max(0, 1 - Math.abs((from + tap - center + 0.5) / reach)),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    return triangle.map((weight) => weight / sum);
  });
  return { first, weights };
}

/** Rows `firstRow` … `lastRow − 1` of the source, each resized to the wanted columns. */
function resizeAcross({ width, data }: RgbImage, { first, weights }: Taps, firstRow: number, lastRow: number) {
  const size = weights.length;
  const result = new Uint8ClampedArray((lastRow - firstRow) * size * channels);
  for (let y = firstRow; y < lastRow; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * width + first[x]!) * channels;
      writeWeighted(data, from, channels, weights[x]!, result, ((y - firstRow) * size + x) * channels);
    }
  }
  return result;
}

function resizeDown(across: Uint8ClampedArray, { first, weights }: Taps, firstRow: number, size: number): Uint8Array {
  const result = new Uint8ClampedArray(size * size * channels);
  const stride = size * channels;
  for (let y = 0; y < size; y++) {
    const rowStart = (first[y]! - firstRow) * stride;
    for (let x = 0; x < size; x++) {
      const offset = x * channels;
      writeWeighted(across, rowStart + offset, stride, weights[y]!, result, y * stride + offset);
    }
  }
  return new Uint8Array(result.buffer);
}

/** Writes one pixel: the weighted sum of source pixels `step` values apart. */
function writeWeighted(
  source: Uint8Array | Uint8ClampedArray,
  from: number,
  step: number,
  weights: Float64Array,
  target: Uint8ClampedArray,
  to: number,
): void {
  let [red, green, blue] = [0.5, 0.5, 0.5];
  for (let tap = 0; tap < weights.length; tap++) {
    const at = from + tap * step;
    const weight = weights[tap]!;
    red += weight * source[at]!;
    green += weight * source[at + 1]!;
    blue += weight * source[at + 2]!;
  }
  target[to] = Math.floor(red);
  target[to + 1] = Math.floor(green);
  target[to + 2] = Math.floor(blue);
}
