import { describe, expect, it } from 'vitest';
import { comparisonColumns, comparisonTable, deltasTo } from '../../../../src-shared/comparison/comparison-table.ts';
import type { ComparedRun } from '../../../../src-shared/comparison/compared-run.ts';
import { protocolLines } from '../../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { ranksOf, tableText } from '../../../../src-shared/comparison/table-text.ts';
import type { AdaptRun } from '../../../../src-shared/records.ts';
import { doneRun } from './support.ts';

const fog = { fog: 0.5 };
const recordsOf = (runs: readonly ComparedRun[]) => runs.map(({ run }) => run);

describe('protocolLines', () => {
  it('say which settings differ, in words', () => {
    const runs = [
      doneRun('TENT', fog, { options: { lr: 0.001 } }),
      doneRun('MGTTA', fog, { method: 'mgtta', mgg: 'quickstart', options: { lr: 0.01, beta1: 0.9 }, images: 500 }),
    ];
    const lines = protocolLines(recordsOf(runs));
    const differing = lines.filter(({ differs }) => differs).map(({ key, values }) => [key, ...values]);
    expect(differing).toEqual([
      ['method', 'tent', 'mgtta'],
      ['mgg', null, 'embedded'],
      ['option.beta1', null, '0.9'],
      ['option.lr', '0.001', '0.01'],
      ['images', 'all', '500'],
    ]);
    expect(lines.find(({ key }) => key === 'batchSize')).toMatchObject({ label: 'Batch size', values: ['64', '64'] });
    expect(lines.find(({ key }) => key === 'shifts')?.values).toEqual(['fog, severity 5', 'fog, severity 5']);
  });

  it('distinguish values that read alike', () => {
    const masks = [[...Array(9).keys()], [...Array(9).keys()].map((index) => (index === 5 ? 50 : index))] as const;
    const runs = masks.map(([first = 0, ...rest]) => doneRun('a', fog, { classMask: [first, ...rest] }));
    const line = protocolLines(recordsOf(runs)).find(({ key }) => key === 'classMask');
    expect(line).toMatchObject({ differs: true, values: ['9 classes: 0 1 2 3 4 … 8', '9 classes: 0 1 2 3 4 … 8'] });
  });

  it('go from the method to the computer, and have what datasets of a kind have', () => {
    const folder = { kind: 'folder' as const, path: '/images', benchmark: 'imagenet-r' as const };
    const lines = protocolLines(recordsOf([doneRun('a', fog), doneRun('b', fog, { dataset: folder })]));
    const topics = lines.map(({ topic }) => topic);
    expect([...new Set(topics)]).toEqual(['method', 'protocol', 'computer']);
    const about = lines.filter(({ key }) => key.startsWith('dataset') && key !== 'datasetFingerprint');
    expect(about.map(({ label, values }) => [label, ...values])).toEqual([
      ['Dataset', 'Fashion-MNIST', 'folder'],
      ['Split', 'test', null],
      ['Folder', null, '/images'],
      ['Source folder', null, 'none'],
      ['Benchmark', null, 'imagenet-r'],
      ['Stored shifts', null, 'none'],
      ['Domains', null, 'none'],
    ]);
  });

  it('name options as asked', () => {
    const [line] = protocolLines(recordsOf([doneRun('a', fog, { options: { lr: 1 } })]), (m, o) => `${m} ${o}`).filter(
      ({ key }) => key === 'option.lr',
    );
    expect(line?.label).toBe('tent lr');
  });
});

describe('comparisonRows', () => {
  it('take runs together that differ in their seed only', () => {
    const runs = [
      doneRun('TENT', { fog: 0.6 }, { seed: 3 }),
      doneRun('NoAdapt', fog, { method: 'noadapt', seed: 1 }),
      doneRun('TENT', { fog: 0.5 }, { seed: 1, threads: 4 }),
    ];
    const rows = comparisonRows(runs);
    expect(rows.map(({ label, runs: own }) => [label, own.map(({ run }) => run.config.seed)])).toEqual([
      ['TENT', [1, 3]],
      ['NoAdapt', [1]],
    ]);
  });

  it('leave the seed out of the name of several', () => {
    const runs = [1, 2].map((seed) => doneRun(`TENT, seed ${seed}`, fog, { seed }));
    expect(comparisonRows(runs).map(({ label }) => label)).toEqual(['TENT']);
    expect(comparisonRows(runs.slice(0, 1)).map(({ label }) => label)).toEqual(['TENT, seed 1']);
  });

  it('keep a run apart that repeats a seed, or that had another model', () => {
    expect(comparisonRows([doneRun('TENT', fog), doneRun('TENT', fog)])).toHaveLength(2);
    const other = doneRun('TENT', fog, { seed: 1 }, { modelHash: 'f'.repeat(64) });
    expect(comparisonRows([doneRun('TENT', fog, { seed: 2 }), other])).toHaveLength(2);
  });

  it('distinguish runs of the same name by their settings, else by their id', () => {
    const [a, b] = [0.001, 0.01].map((lr) => doneRun('TENT', fog, { options: { lr } }));
    expect(comparisonRows([a!, b!]).map(({ label }) => label)).toEqual(['TENT, lr 0.001', 'TENT, lr 0.01']);
    const twins = [doneRun('TENT', fog), doneRun('TENT', fog)];
    expect(comparisonRows(twins).map(({ label }) => label)).toEqual(twins.map(({ run }) => `TENT, ${run.id}`));
  });
});

describe('comparisonTable', () => {
  it('has the mean over all visits of a shift, and says while some are to come', () => {
    const once = doneRun('TENT', { fog: 0.5 }, { policy: 'continual', rounds: 2 });
    const again = doneRun('TENT', { fog: 0.7 }).shifts.map((shift) => ({ ...shift, position: 1 }));
    const cellOf = (run: ComparedRun) =>
      comparisonTable(comparisonRows([run]), comparisonColumns([run]), 'top1').rows[0]!.values[0];
    expect(cellOf({ ...once, shifts: [...once.shifts, ...again] })).toEqual({ mean: 60, std: null });
    expect(cellOf(once)).toEqual({ mean: 50, std: null, soFar: true });
  });

  const runs = [
    doneRun('TENT', { snow: 0.4, gaussian_noise: 0.5 }, { seed: 1 }),
    doneRun('TENT', { snow: 0.4, gaussian_noise: 0.7 }, { seed: 2 }),
    doneRun('NoAdapt', { gaussian_noise: 0.3 }, { method: 'noadapt' }),
  ];
  const columns = comparisonColumns(runs);

  it('has the streams in the order of the paper and the average last', () => {
    expect(columns.map(({ label, group }) => [label, group])).toEqual([
      ['Gauss.', 'Noise'],
      ['Snow', 'Weather'],
    ]);
    const table = comparisonTable(comparisonRows(runs), columns, 'top1');
    expect(table.columns.at(-1)).toEqual({ label: 'Avg.', group: null, higherIsBetter: true });
    const [tent, noadapt] = table.rows;
    expect(tent?.values[0]?.mean).toBeCloseTo(60);
    expect(tent?.values[0]?.std).toBeCloseTo(Math.SQRT2 * 10);
    expect(tent?.values[1]).toEqual({ mean: 40, std: 0 });
    expect(noadapt?.values.map((value) => value?.mean)).toEqual([30, undefined, 30]);
    expect(noadapt?.values[0]?.std).toBeNull();
  });

  it('shows the calibration error, of which less is better', () => {
    const table = comparisonTable(comparisonRows(runs), columns, 'ece');
    expect(table.columns.every(({ higherIsBetter }) => !higherIsBetter)).toBe(true);
    expect(table.rows[1]?.values[0]?.mean).toBeCloseTo(7);
  });

  it('has nothing for a stream of which no image could be read', () => {
    const [unread] = [doneRun('TENT', { snow: 1, gaussian_noise: null })];
    for (const metric of ['top1', 'top5', 'ece'] as const) {
      const [row] = comparisonTable(comparisonRows([unread]), comparisonColumns([unread]), metric).rows;
      expect(row?.values).toEqual([null, row?.values[2], row?.values[1]]);
    }
  });

  it('marks a value that not all runs of the row have yet', () => {
    const [first, second] = runs;
    const table = comparisonTable(comparisonRows([first!, { ...second!, shifts: [] }]), columns, 'top1');
    expect(table.rows[0]?.values[0]).toEqual({ mean: 50, std: null, soFar: true });
  });

  it('shows the average of an unfinished run so far: never the best, and without a difference', () => {
    const { run, shifts } = doneRun('MGTTA', { gaussian_noise: 0.9 }, { method: 'mgtta' });
    const figures = { averageTop5: 1, averageEce: null, images: 8, computeSeconds: 1, imagesPerSecond: 8 };
    const paused: AdaptRun = { ...run, status: 'paused', summary: null, soFar: { averageTop1: 0.8, ...figures } };
    const rows = comparisonRows([...runs, { run: paused, shifts }]);
    const table = comparisonTable(rows, columns, 'top1');
    expect(table.rows[2]?.values.at(-1)).toEqual({ mean: 80, std: null, soFar: true });
    expect(table.rows[2]?.values[0]).toEqual({ mean: 90, std: null });
    expect(ranksOf(table).at(-1)).toEqual(['best', 'second', undefined]);
    expect(deltasTo(table, 1)[2]).toEqual([60, null, null]);
    const later = comparisonTable(rows, columns, 'top1', () => ({ soFar: { averageTop1: 0.85, ...figures } }));
    expect(later.rows.map(({ values }) => values.at(-1)?.mean)).toEqual([50, 30, 85]);
    expect(tableText(table, 'markdown').split('\n')[4]).toBe('| MGTTA | **90.0** | – | 80.0 so far |');
    expect(tableText(table, 'csv')).toContain('Avg. top1_percent,Avg. top1_percent std,Avg. top1_percent so far');
    expect(tableText(table, 'csv')).toContain('80,,yes');
  });

  it('gives differences to a baseline', () => {
    const table = comparisonTable(comparisonRows(runs), columns, 'top1');
    const [tent, noadapt] = deltasTo(table, 1);
    expect(noadapt).toEqual([null, null, null]);
    expect(tent?.[0]).toBeCloseTo(30);
    expect(tent?.[1]).toBeNull();
  });
});
