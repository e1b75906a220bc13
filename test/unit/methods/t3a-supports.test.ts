import { describe, expect, it } from 'vitest';
import type { HostTensor } from '../../../src-main/engines/engine.ts';
import { flatten } from '../../../src-main/engines/tree.ts';
import {
  addSupports,
  emptySupports,
  supportCount,
  supportsOf,
  type Support,
} from '../../../src-main/methods/t3a-supports.ts';

const shape = { classes: 3, keep: 2, width: 2 };
const support = (label: number, entropy: number, ...feature: number[]): Support => ({
  label,
  entropy,
  feature: Float32Array.from(feature),
});
const entropies = (state: ReturnType<typeof emptySupports>, label: number) =>
  supportsOf(state, label, shape).map(({ entropy }) => entropy);

describe('supports of T3A', () => {
  it('are the ones of least entropy of each class, and a dropped one does not come back', () => {
    let state = addSupports(emptySupports(shape), [support(1, 0.5, 1, 0), support(1, 0.25, 0, 1)], shape);
    expect(entropies(state, 1)).toEqual([0.25, 0.5]);
    state = addSupports(state, [support(1, 0.375, 3, 4), support(1, 0.75, 9, 9)], shape);
    expect(entropies(state, 1)).toEqual([0.25, 0.375]);
    expect([...supportsOf(state, 1, shape)[1]!.feature]).toEqual([3, 4]);
    expect(supportCount(state)).toBe(2);
    expect(entropies(state, 0)).toEqual([]);
  });

  it('give each class the direction of the sum of their unit vectors, none without supports', () => {
    const state = addSupports(emptySupports(shape), [support(2, 0.5, 10, 0), support(2, 0.25, 0, 1)], shape);
    const { data } = state.centroids;
    expect([...data.slice(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(data[4]).toBeCloseTo(Math.SQRT1_2, 6);
    expect(data[5]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('copy only the classes that get new ones, and leave the state before alone', () => {
    const before = addSupports(emptySupports(shape), [support(0, 0.5, 1, 1), support(1, 0.5, 1, 0)], shape);
    const kept = structuredClone(before);
    const after = addSupports(before, [support(1, 0.25, 0, 1)], shape);
    expect(after.supports[0]).toBe(before.supports[0]);
    expect(after.supports[1]).not.toBe(before.supports[1]);
    expect(before).toEqual(kept);
  });

  it('take as much room after many batches as before', () => {
    const bytes = (state: ReturnType<typeof emptySupports>) =>
      Object.values(flatten<HostTensor>(state)).reduce((sum, { data }) => sum + data.byteLength, 0);
    let state = emptySupports(shape);
    const start = bytes(state);
    for (let batch = 0; batch < 50; batch++) {
      state = addSupports(state, [support(batch % 3, 1 / (batch + 1), batch, 1)], shape);
    }
    expect(bytes(state)).toBe(start);
    expect(supportCount(state)).toBe(6);
  });
});
