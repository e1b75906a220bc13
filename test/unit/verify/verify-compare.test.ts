import { describe, expect, it } from 'vitest';
import { Comparison, type Check, type QuantityKind } from '../../../src-main/verify/compare.ts';

const recorded = Float32Array.of(3, 4);

/** Compares steps of values that are off by the given amounts in their first element. */
function judge(offsets: readonly number[], rounding?: number, kind: QuantityKind = 'result', held?: number): Check {
  const comparison = new Comparison('logits', kind);
  for (const offset of offsets) comparison.add(Float64Array.of(3 + offset, 4), recorded);
  return comparison.check(() => rounding, 'outputs', held);
}

describe('Comparison', () => {
  it('measures relative errors by the norm of each step and absolute ones by the largest element', () => {
    const check = judge([0, 0.005]);
    expect(check.perStep[0]).toBe(0);
    expect(check.perStep[1]).toBeCloseTo(0.001, 9);
    expect(check.relative).toBeCloseTo(0.001, 9);
    expect(check.absolute).toBeCloseTo(0.005, 9);
  });

  it('allows a multiple of the known rounding error', () => {
    expect(judge([1.4e-5], 1e-6)).toMatchObject({ pass: true, measure: 'absolute' });
    expect(judge([1.6e-5], 1e-6).pass).toBe(false);
    expect(judge([2.4e-5], 1e-6, 'inner').pass).toBe(true);
    expect(judge([2.6e-5], 1e-6, 'inner').pass).toBe(false);
    expect(judge([1e-9], 0).pass).toBe(false);
    expect(judge([0], 0).pass).toBe(true);
  });

  it('allows a share of the norm behind the steps that are held to the rounding, of networks with kinks', () => {
    expect(judge([1.4e-5, 2.4e-3], 1e-6, 'result', 1)).toMatchObject({
      pass: true,
      measure: 'relative',
      tolerance: 5e-4,
    });
    expect(judge([1.4e-5, 2.6e-3], 1e-6, 'result', 1).pass).toBe(false);
    expect(judge([1.6e-5, 0], 1e-6, 'result', 1)).toMatchObject({ pass: false, measure: 'absolute' });
    expect(judge([0, 1.4e-5], 1e-6, 'result', 1)).toMatchObject({ pass: true, measure: 'absolute' });
    expect(judge([0, 1e-6], 1, 'exact', 1).pass).toBe(false);
    expect(judge([0, NaN], 1, 'result', 1).pass).toBe(false);
    expect(judge([2.4e-3], 1e-6).pass).toBe(false);
  });

  it('allows 5e-4 of the norm elsewhere, and 5e-5 at the first step', () => {
    expect(judge([2e-4, 2.4e-3])).toMatchObject({ pass: true, measure: 'relative', tolerance: 5e-4 });
    expect(judge([2e-4, 2.6e-3]).pass).toBe(false);
    expect(judge([3e-4, 0]).pass).toBe(false);
    expect(judge([2.4e-3]).pass).toBe(true);
  });

  it('allows decisions and counts no difference, whatever is known of rounding', () => {
    expect(judge([0], 1, 'exact').pass).toBe(true);
    expect(judge([0], undefined, 'exact').pass).toBe(true);
    expect(judge([1e-6], 1, 'exact').pass).toBe(false);
    expect(judge([1e-6], undefined, 'exact').pass).toBe(false);
  });

  it('never lets NaN pass', () => {
    for (const rounding of [undefined, 1]) {
      expect(judge([NaN], rounding)).toMatchObject({ pass: false, absolute: NaN });
      expect(judge([0, NaN, 0], rounding)).toMatchObject({ pass: false, relative: NaN, absolute: NaN });
    }
  });

  it('never lets another number of values pass', () => {
    const comparison = new Comparison('logits');
    comparison.add([3], recorded);
    expect(comparison.check(() => 1, 'outputs').pass).toBe(false);
  });

  it('takes steps in which nothing was recorded but zeros', () => {
    const comparison = new Comparison('gradients', 'inner');
    comparison.add([0, 0], [0, 0]);
    comparison.add([3, 4], recorded);
    expect(comparison.check(() => undefined, 'mgg_grad')).toMatchObject({ pass: true, relative: 0 });
    const wrong = new Comparison('gradients');
    wrong.add([1, 0], [0, 0]);
    expect(wrong.check(() => undefined, 'mgg_grad').pass).toBe(false);
  });
});
