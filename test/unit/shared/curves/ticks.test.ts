import { describe, expect, it } from 'vitest';
import { niceAxis, niceStep, ticksWithin } from '../../../../src-shared/curves/ticks.ts';

describe('axes', () => {
  it('have steps of 1, 2, 2.5 or 5', () => {
    expect(niceStep(1, 5)).toBe(0.2);
    expect(niceStep(12, 5)).toBe(2.5);
    expect(niceStep(40_000, 5)).toBe(10_000);
  });

  it('end on marks and hold all values', () => {
    const axis = niceAxis(0.521, 0.678, { bounds: [0, 1] });
    expect(axis).toEqual({ min: 0.5, max: 0.7, ticks: [0.5, 0.55, 0.6, 0.65, 0.7] });
  });

  it('never leave the bounds', () => {
    expect(niceAxis(0.01, 0.99, { bounds: [0, 1] })).toMatchObject({ min: 0, max: 1 });
    expect(niceAxis(1, 1, { bounds: [0, 1], least: 0.1 })).toMatchObject({ max: 1 });
  });

  it('do not blow up noise, nor fail on a single value', () => {
    const axis = niceAxis(0.5, 0.501, { least: 0.1, bounds: [0, 1] });
    expect(axis.max - axis.min).toBeGreaterThanOrEqual(0.1);
    expect(niceAxis(0, 0).ticks.length).toBeGreaterThan(1);
    expect(niceAxis(3, 3)).toMatchObject({ min: 2.8, max: 3.2 });
  });

  it('carry round numbers within given ends', () => {
    expect(ticksWithin(130, 820, 6).ticks).toEqual([200, 400, 600, 800]);
    expect(ticksWithin(-0.3, 0.3, 6).ticks).toEqual([-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]);
    // Trials and batches have whole numbers.
    expect(ticksWithin(1, 12, 5).ticks).toEqual([2.5, 5, 7.5, 10]);
    expect(ticksWithin(1, 12, 5, true).ticks).toEqual([5, 10]);
    expect(ticksWithin(1, 3, 6, true).ticks).toEqual([1, 2, 3]);
    expect(ticksWithin(0, 1000, 4, true).ticks).toEqual([0, 250, 500, 750, 1000]);
    expect(ticksWithin(5, 5, 6).ticks).toEqual([5]);
  });
});
