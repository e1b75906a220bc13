import { describe, expect, it } from 'vitest';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import type { AdaptRun, ShiftRecord } from '../../../src-shared/records.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { duration, percent } from '../../../src-main/shells/cli/format.ts';
import { shiftsTable, runsTable } from '../../../src-main/shells/cli/run-tables.ts';

const config = runConfigSchema.parse({
  ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent' },
  shifts: [{ corruption: 'fog', severity: 5 }],
});

function comparedRun(name: string, accuracies: readonly (number | null)[], ece: number, seconds: number): ComparedRun {
  const shifts = accuracies.map((top1, position) => ({
    position,
    corruption: ['fog', 'snow', 'clean'][position],
    severity: position === 2 ? 0 : 5,
    summary: { top1 },
  }));
  const summary = { averageTop1: 0.5, averageEce: ece, computeSeconds: seconds };
  return {
    run: { kind: 'adapt', id: name, name, tags: [] as string[], status: 'done', config, summary } as AdaptRun,
    shifts: shifts as unknown as ShiftRecord[],
  };
}

function rowOf(table: string, label: string): string[] {
  const line = table.split('\n').find((text) => text.includes(label)) ?? '';
  return line.split('│').map((cell) => cell.trim());
}

describe('shiftsTable', () => {
  const runs = [
    comparedRun('A', [0.1234, 0.5, null], 0.2, 3),
    comparedRun('B', [0.5, 0.4999, 0.9], 0.1, 75),
    comparedRun('C', [0.5, null, 0.8], 0.3, 4000),
  ];
  const table = shiftsTable(runs, false);

  it('has a column per run and marks the best, and all that look as good', () => {
    expect(rowOf(table, 'Accuracy')).toEqual(['', 'Accuracy (%)', 'A', 'B', 'C', '']);
    expect(rowOf(table, 'fog/5')).toEqual(['', 'fog/5', '12.3', '50.0 *', '50.0 *', '']);
    expect(rowOf(table, 'snow/5')).toEqual(['', 'snow/5', '50.0 *', '50.0 *', '–', '']);
    expect(rowOf(table, 'clean')).toEqual(['', 'clean', '–', '90.0 *', '80.0', '']);
  });

  it('marks the smallest calibration error, and no time', () => {
    expect(rowOf(table, 'Calibration error')).toEqual(['', 'Calibration error', '20.0', '10.0 *', '30.0', '']);
    expect(rowOf(table, 'Time')).toEqual(['', 'Time', '3.0 s', '1 min 15 s', '1 h 6 min', '']);
  });

  it('sets the best in bold on a terminal, and marks nothing in a single run', () => {
    expect(shiftsTable(runs, true)).toContain('\u001b[1m50.0\u001b[22m');
    expect(shiftsTable(runs.slice(0, 1), false)).not.toContain('*');
  });
});

describe('format', () => {
  it('says durations as people do', () => {
    expect([0.04, 9.94, 59, 90, 3600, null].map(duration)).toEqual([
      '0.0 s',
      '9.9 s',
      '59 s',
      '1 min 30 s',
      '1 h 0 min',
      '–',
    ]);
  });

  it('shows fractions in percent', () => {
    expect([0, 0.12345, 1, null].map(percent)).toEqual(['0.0', '12.3', '100.0', '–']);
  });
});

it('numbers of a run that is not done say so in every table, and are the same', () => {
  const soFar = { averageTop1: 0.566, averageTop5: 0.9, averageEce: null, images: 700, computeSeconds: 12.4 };
  const { run, shifts } = comparedRun('A', [0.6, null, null], 0, 0);
  const paused = { ...run, status: 'paused', summary: null, soFar, createdAt: '2026-01-01T00:00:00Z' } as AdaptRun;
  const compared = shiftsTable([{ run: paused, shifts }], false);
  expect(rowOf(compared, 'Average')).toEqual(['', 'Average', '56.6 so far', '']);
  expect(rowOf(compared, 'Time')).toEqual(['', 'Time', '12 s so far', '']);
  expect(rowOf(compared, 'Calibration error')).toEqual(['', 'Calibration error', '–', '']);
  expect(rowOf(runsTable([paused]), 'paused').slice(-3)).toEqual(['56.6 so far', '12 s so far', '']);
});
