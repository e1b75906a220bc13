import { describe, expect, it } from 'vitest';
import {
  comparisonColumns,
  comparisonTable,
  withoutErrors,
} from '../../../../src-shared/comparison/comparison-table.ts';
import type { ComparedRun } from '../../../../src-shared/comparison/compared-run.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { corruptionNames } from '../../../../src-shared/corruptions.ts';
import { corruptionErrors } from '../../../../src-shared/metrics/mce.ts';
import { metricOfRun } from '../../../../src-shared/metrics/metrics.ts';
import { alexNetErrors } from '../../../../src-shared/published/alexnet.ts';
import { doneRun } from '../comparison/support.ts';

const imagenetC = { kind: 'folder', path: '/data/c', benchmark: 'imagenet-c', corrupted: true } as const;
const levels = [1, 2, 3, 4, 5];

/** A run over the 15 corruptions at some severities; `accuracy` by corruption and severity. */
function runAt(
  severities: readonly number[],
  accuracy: (corruption: (typeof corruptionNames)[number], severity: number) => number,
  dataset: object = imagenetC,
  seed = 2020,
): ComparedRun {
  const { run } = doneRun('M', { fog: 0.5 }, { dataset: imagenetC, seed });
  const shifts = severities.flatMap((severity) =>
    corruptionNames.map((corruption) => ({ corruption, severity, top1: accuracy(corruption, severity) })),
  );
  return {
    run: {
      ...run,
      config: {
        ...run.config,
        ...{ dataset: dataset as typeof imagenetC },
        shifts: shifts.map(({ corruption, severity }) => ({ corruption, severity })),
      },
    },
    shifts: shifts.map(({ corruption, severity, top1 }, position) => ({
      ...{ position, corruption, severity, imageCount: 100, batchCount: 2, fingerprint: 'c', status: 'done' },
      summary: {
        ...{ top1, top5: 1, ece: 0, images: 100, computeSeconds: 1, loadSeconds: 0, skipped: 0, adaptedBatches: 2 },
      },
    })),
  };
}

describe('mean corruption error', () => {
  it('is 1 for AlexNet itself, whatever its errors are at single severities', () => {
    const alexNet = runAt(levels, (name, severity) => 1 - alexNetErrors[name] * (1 + 0.03 * (severity - 3)));
    const { byCorruption, mean, reason } = corruptionErrors([alexNet]);
    expect(reason).toBeNull();
    expect(mean).toBeCloseTo(1, 12);
    expect(Object.keys(byCorruption)).toEqual([...corruptionNames]);
    expect(metricOfRun('mce', alexNet)).toBe(mean);
  });

  it('sums errors over severities before it divides, and averages over corruptions', () => {
    // Errors of 0.1 to 0.5 have the mean 0.3.
    const run = runAt(levels, (_name, severity) => 1 - severity / 10);
    const expected = corruptionNames.map((name) => 0.3 / alexNetErrors[name]);
    const { byCorruption, mean } = corruptionErrors([run]);
    expect(byCorruption['fog']).toBeCloseTo(0.3 / 0.819324, 12);
    expect(mean).toBeCloseTo(expected.reduce((sum, value) => sum + value, 0) / 15, 12);
  });

  it('takes the severities from several runs, which stand in one row with its seeds', () => {
    const accuracy = (_name: string, severity: number): number => 1 - severity / 10;
    const apart = [2020, 2021].flatMap((seed) => levels.map((level) => runAt([level], accuracy, imagenetC, seed)));
    const together = corruptionErrors([runAt(levels, accuracy)]).mean!;
    expect(comparisonRows(apart)).toHaveLength(5);
    const rows = comparisonRows(apart, 'mce');
    expect(rows).toHaveLength(1);
    const table = comparisonTable(rows, comparisonColumns(apart, 'mce'), 'mce');
    expect(table.columns.map(({ label }) => label).at(-1)).toBe('mCE');
    expect(table.columns).toHaveLength(16);
    expect(table.rows[0]!.values.at(-1)!.mean).toBeCloseTo(100 * together, 10);
    expect(table.rows[0]!.values.at(-1)!.std).toBeCloseTo(0, 10);
    expect(withoutErrors(rows)).toEqual([]);
  });

  it('says why there is none', () => {
    const half = (): number => 0.5;
    expect(corruptionErrors([runAt([5], half)])).toEqual({
      byCorruption: {},
      mean: null,
      reason: 'mCE needs the 15 corruptions at all five severities; severities 1, 2, 3, 4 are missing.',
    });
    const whole = runAt(levels, half);
    const lacking = {
      ...whole,
      shifts: whole.shifts.filter(({ corruption, severity }) => corruption !== 'fog' || severity !== 3),
    };
    expect(corruptionErrors([lacking])).toMatchObject({
      mean: null,
      reason: 'mCE needs the 15 corruptions at all five severities; fog/3 is missing.',
    });
    expect(Object.keys(corruptionErrors([lacking]).byCorruption)).toHaveLength(14);
    expect(corruptionErrors([runAt(levels, half, { kind: 'quickstart', split: 'test' })])).toEqual({
      byCorruption: {},
      mean: null,
      reason: 'mCE is relative to errors of AlexNet, which are known for ImageNet-C only.',
    });
    expect(withoutErrors(comparisonRows([lacking], 'mce'))).toEqual([
      expect.stringMatching(/^M: mCE needs .*fog\/3 is missing\.$/),
    ]);
  });
});
