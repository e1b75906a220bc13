import { paddedIndices } from './border.ts';
import type { Border } from './border.ts';
import { blankField } from './field.ts';
import type { Field } from './field.ts';

/** A sparse filter: result(x, y) = Σ weight · source(x + dx, y + dy). */
export type Taps = readonly { readonly dx: number; readonly dy: number; readonly weight: number }[];

/** The non-zero entries of a square kernel of odd side, centred on its middle. */
export function tapsFromKernel(kernel: ArrayLike<number>, side: number): Taps {
  const middle = (side - 1) / 2;
  return Array.from(kernel, (weight, i) => ({
    dx: (i % side) - middle,
    dy: Math.floor(i / side) - middle,
    weight,
  })).filter(({ weight }) => weight !== 0);
}

/** Correlates every channel with the taps. */
export function correlate(source: Field, taps: Taps, border: Border): Field {
  const marginX = Math.max(0, ...taps.map(({ dx }) => Math.abs(dx)));
  const marginY = Math.max(0, ...taps.map(({ dy }) => Math.abs(dy)));
  const padded = pad(source, marginX, marginY, border);
  const from = padded.data;
  const rowLength = source.width * source.channels;
  const paddedRowLength = padded.width * source.channels;
  const offsets = taps.map(({ dx, dy }) => (dy + marginY) * paddedRowLength + (dx + marginX) * source.channels);
  const result = blankField(source.width, source.height, source.channels);
  for (let y = 0; y < source.height; y++) {
    const to = result.data.subarray(y * rowLength, (y + 1) * rowLength);
    for (let t = 0; t < taps.length; t++) {
      const { weight } = taps[t]!;
      const start = offsets[t]! + y * paddedRowLength;
      for (let i = 0; i < rowLength; i++) to[i]! += weight * from[start + i]!;
    }
  }
  return result;
}

function pad(source: Field, marginX: number, marginY: number, border: Border): Field {
  const { width, height, channels } = source;
  const columns = paddedIndices(width, marginX, border);
  const rows = paddedIndices(height, marginY, border);
  const result = blankField(columns.length, rows.length, channels);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) result.data[at++] = source.data[from + c]!;
    }
  }
  return result;
}
