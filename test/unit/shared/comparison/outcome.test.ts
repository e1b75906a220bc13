import { describe, expect, it } from 'vitest';
import { outcomeOf, rowHeadline, sourceRow } from '../../../../src-shared/comparison/outcome.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import type { AdaptRun } from '../../../../src-shared/records.ts';
import { doneRun } from './support.ts';

const source = doneRun('NoAdapt', { fog: 0.542 }, { method: 'noadapt' });
const seeds = [1, 2].map((seed) => doneRun('MGTTA', { fog: 0.683 + seed / 100 }, { method: 'mgtta', seed }));
const tent = doneRun('TENT', { fog: 0.6 });
const figures = { averageTop5: 1, averageEce: null, images: 8, computeSeconds: 3, imagesPerSecond: 8 };

function running(top1: number): { run: AdaptRun; shifts: [] } {
  const { run } = doneRun('SAR', { fog: 0.9 }, { method: 'sar' });
  return { run: { ...run, status: 'running', summary: null, soFar: { averageTop1: top1, ...figures } }, shifts: [] };
}

describe('the headline of a row', () => {
  it('is the mean over its seeds with its deviation', () => {
    const [row] = comparisonRows(seeds);
    const headline = rowHeadline(row!);
    expect(headline).toMatchObject({ seconds: 1, count: 2, soFar: false });
    expect(headline.accuracy?.mean).toBeCloseTo(0.698, 12);
    expect(headline.accuracy?.std).toBeCloseTo(0.01 / Math.SQRT2, 12);
  });

  it('is so far while one of them is not done, by the latest value', () => {
    const [row] = comparisonRows([running(0.5)]);
    expect(rowHeadline(row!)).toMatchObject({ accuracy: { mean: 0.5 }, seconds: 3, soFar: true });
    expect(rowHeadline(row!, () => ({ soFar: { averageTop1: 0.7, ...figures } })).accuracy?.mean).toBe(0.7);
  });
});

describe('the outcome', () => {
  const outcome = (...runs: Parameters<typeof comparisonRows>[0]) => {
    const rows = comparisonRows(runs);
    return outcomeOf(
      rows,
      rows.map((row) => rowHeadline(row)),
    );
  };

  it('is the best row and how far it is above the source model', () => {
    const found = outcome(source, tent, ...seeds);
    expect(found).toMatchObject({ best: { label: 'MGTTA' }, baseline: { label: 'NoAdapt' }, open: 0 });
    expect(found?.baseline?.delta).toBeCloseTo(0.156, 12);
  });

  it('leaves out what is not done, and says nothing of fewer than two', () => {
    expect(outcome(source, running(0.99), tent)).toMatchObject({ best: { label: 'TENT' }, open: 1 });
    expect(outcome(source, running(0.99))).toBeUndefined();
    expect(outcome(...seeds, tent)?.baseline).toBeUndefined();
    expect(outcome(doneRun('NoAdapt', { fog: 0.9 }, { method: 'noadapt' }), tent)?.baseline).toBeUndefined();
  });

  it('knows the source model by its method, if there is one', () => {
    expect(sourceRow(comparisonRows([tent, source]))).toBe(1);
    const other = doneRun('NoAdapt', { fog: 0.5 }, { method: 'noadapt', batchSize: 8 });
    expect(sourceRow(comparisonRows([source, other]))).toBe(-1);
    expect(sourceRow(comparisonRows([tent]))).toBe(-1);
  });
});

it('seeds that have not begun are in the row of those that have', () => {
  const waiting = { ...seeds[1]!.run, status: 'queued' as const, provenance: null, summary: null };
  const rows = comparisonRows([seeds[0]!, { run: waiting, shifts: [] }]);
  expect(rows.map(({ runs }) => runs.length)).toEqual([2]);
  const headline = rowHeadline(rows[0]!);
  expect(headline).toMatchObject({ count: 1, soFar: true });
  expect(headline.accuracy?.mean).toBeCloseTo(0.693, 12);
});
