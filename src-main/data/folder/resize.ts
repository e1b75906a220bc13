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

/** For each output position the first source position and the weights from there on, which sum to `one`. */
interface Taps {
  readonly first: Int32Array;
  readonly counts: Int32Array;
  /** Fixed-point numbers, `most` of them for each output position. */
  readonly weights: Int32Array;
  readonly most: number;
}

/** Bits behind the point of a weight: those of Pillow, whose sums fit into 32 bits too. */
const precision = 22;
const one = 1 << precision;
const half = one >> 1;

/**
 * Resizes an image to `width`×`height` with antialiased bilinear interpolation and cuts out a square, computing only
 * what is kept: a triangle filter as wide as a source pixel when enlarging and as wide as an output pixel when
 * shrinking, in whole numbers, horizontally first, rounded to bytes after each direction. Equals Pillow bit by bit.
 */
export function resizeAndCrop(image: RgbImage, { width, height, left, top, size }: Window): RgbImage {
  const columns = triangleTaps(image.width, width, left, size);
  const rows = triangleTaps(image.height, height, top, size);
  const firstRow = rows.first[0]!;
  const lastRow = rows.first[size - 1]! + rows.counts[size - 1]!;
  const across = resizeAcross(image, columns, firstRow, lastRow);
  return { width: size, height: size, data: resizeDown(across, rows, firstRow, size) };
}

function triangleTaps(extent: number, resized: number, offset: number, count: number): Taps {
  const scale = extent / resized;
  const reach = Math.max(1, scale);
  const most = Math.ceil(reach) * 2 + 1;
  const taps = { first: new Int32Array(count), counts: new Int32Array(count), weights: new Int32Array(count * most) };
  for (let i = 0; i < count; i++) {
    const center = (offset + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - reach + 0.5));
    const to = Math.min(extent, Math.trunc(center + reach + 0.5));
    const triangle = Float64Array.from({ length: to - from }, (_unused, tap) =>
      Math.max(0, 1 - Math.abs((from + tap - center + 0.5) * (1 / reach))),
    );
    const sum = triangle.reduce((total, weight) => total + weight, 0);
    taps.first[i] = from;
    taps.counts[i] = triangle.length;
    triangle.forEach((weight, tap) => (taps.weights[i * most + tap] = Math.trunc(0.5 + (weight / sum) * one)));
  }
  return { ...taps, most };
}

/** Rows `firstRow` … `lastRow − 1` of the source, each resized to the wanted columns. */
function resizeAcross({ width, data }: RgbImage, columns: Taps, firstRow: number, lastRow: number): Uint8Array {
  const { first, counts, weights, most } = columns;
  const size = first.length;
  const result = new Uint8Array((lastRow - firstRow) * size * channels);
  for (let y = firstRow, to = 0; y < lastRow; y++) {
    for (let x = 0; x < size; x++, to += channels) {
      const end = x * most + counts[x]!;
      let at = (y * width + first[x]!) * channels;
      let [red, green, blue] = [half, half, half];
      for (let tap = x * most; tap < end; tap++, at += channels) {
        const weight = weights[tap]!;
        red += weight * data[at]!;
        green += weight * data[at + 1]!;
        blue += weight * data[at + 2]!;
      }
      result[to] = red >> precision;
      result[to + 1] = green >> precision;
      result[to + 2] = blue >> precision;
    }
  }
  return result;
}

function resizeDown(across: Uint8Array, rows: Taps, firstRow: number, size: number): Uint8Array {
  const { first, counts, weights, most } = rows;
  const stride = size * channels;
  const result = new Uint8Array(size * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < size; y++) {
    sums.fill(half);
    for (let tap = 0; tap < counts[y]!; tap++) {
      const weight = weights[y * most + tap]!;
      const from = (first[y]! - firstRow + tap) * stride;
      for (let i = 0; i < stride; i++) sums[i]! += weight * across[from + i]!;
    }
    for (let i = 0; i < stride; i++) result[y * stride + i] = sums[i]! >> precision;
  }
  return result;
}
