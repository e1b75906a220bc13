import type { HostTensor } from '../engines/engine.ts';

/** Whether all values are finite. */
export function isFinite32({ data, dtype }: HostTensor): boolean {
  if (dtype !== 'float32') return true;
  // x·0 is 0 for finite x and NaN otherwise: one branch-free pass.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0;
}

/** Euclidean distance of two tensors of the same size. */
export function distance(a: HostTensor, b: HostTensor): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = a.data[i]! - b.data[i]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** Rows of a row-major [rows, …] array that hold a value that is not finite. */
export function nonFiniteRows(values: Float32Array, rows: number): Set<number> {
  const width = values.length / rows;
  const found = new Set<number>();
  for (let row = 0; row < rows; row++) {
    if (!isFinite32({ data: values.subarray(row * width, (row + 1) * width), shape: [width], dtype: 'float32' })) {
      found.add(row);
    }
  }
  return found;
}
