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
