import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { csvFiles, exportFiles, exportParts } from '../../../src-main/exports/export.ts';
import { parseBundle } from '../../../src-main/exports/export-bundle.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { headingsOf, parseCsv } from './csv.ts';
import { batch, provenance, summary } from './export-records.ts';
import { newPretraining } from '../store/new-pretraining.ts';

let folder: string;
let store: Store;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-export-'));
  store = openStore(path.join(folder, 'lab.sqlite'));
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A finished run over corruptions given with their accuracies. */
function finishedRun(
  method: string,
  options: Record<string, number | boolean>,
  shifts: readonly (readonly [string, number, number | null])[],
  name = method,
): string {
  const config = runConfigSchema.parse({
    dataset: { kind: 'folder', path: '/data/images, mine', source: '/data/clean' },
    model: 'quickstart',
    method,
    options,
    shifts: shifts.map(([corruption, severity]) => ({ corruption, severity })),
    classMask: [1, 3],
  });
  const { id } = store.createRun({
    kind: 'adapt',
    method,
    name,
    config,
    group: 'g',
    notes: 'two\nlines',
    tags: ['a', 'b'],
  });
  store.startRun(id, provenance);
  shifts.forEach(([corruption, severity, top1], position) => {
    store.startShift(id, { position, corruption, severity, imageCount: 64, batchCount: 2, fingerprint: 'ff' });
    store.appendBatches(id, position, [batch(0, { loss: -0.5, zeta: 2 }), batch(1, { loss: NaN, entropy: 1e-12 })]);
    const figures = {
      top1,
      top5: top1 === null ? null : 0.9,
      ece: top1 === null ? null : top1 / 3,
      images: 64,
      computeSeconds: 1,
      loadSeconds: 1,
      skipped: 0,
      adaptedBatches: 1,
    };
    store.finishShift(id, position, figures);
  });
  store.finishRun(id, summary);
  return id;
}

const tables = (...ids: string[]) => csvFiles(ids.map((id) => store.readContents(id)));

describe('the summary', () => {
  it('has a row per run that says what the database says', () => {
    const a = finishedRun('mgtta', { lr: 0.001, u: true }, [['fog', 5, 0.5]], 'MGTTA, "best"');
    const b = finishedRun('tent', { lr: 1e-7, momentum: 0.9 }, [['fog', 5, 0.25]]);
    const rows = parseCsv(tables(a, b)['summary.csv']!);
    expect(rows.map((row) => row['run'])).toEqual([a, b]);
    const run = store.getRun(a);
    expect(rows[0]).toMatchObject({
      name: 'MGTTA, "best"',
      group: 'g',
      status: 'done',
      seed: '2020',
      'option.lr': '0.001',
      'option.u': 'true',
      'option.momentum': '',
      dataset: '/data/images, mine',
      source_folder: '/data/clean',
      shifts: 'fog/5',
      class_mask: '1 3',
      budget_batches: '',
      device: provenance.device,
      git_commit: '',
      preprocessing: provenance.preprocessing,
      identity: run.identity,
      finished_at: run.finishedAt,
      tags: 'a b',
      notes: 'two\nlines',
    });
    const numbers = { top1_percent: 100 * summary.averageTop1!, ece_percent: 100 * summary.averageEce! };
    for (const [column, value] of Object.entries(numbers)) expect(Number(rows[0]![column])).toBeCloseTo(value, 10);
    expect(Number(rows[0]!['images_per_second'])).toBeCloseTo(summary.imagesPerSecond!, 10);
    expect(Number(rows[0]!['peak_memory_bytes'])).toBe(5e8);
    expect(Number(rows[0]!['gpu_memory_bytes'])).toBe(6e8);
    expect(rows[1]).toMatchObject({ 'option.lr': '1e-7', 'option.momentum': '0.9', 'option.u': '' });
  });

  it('leaves the results of an unfinished run empty', () => {
    const { id } = store.createRun({
      kind: 'adapt',
      method: 'tent',
      name: 'TENT',
      config: runConfigSchema.parse({
        dataset: { kind: 'quickstart' },
        model: 'm',
        method: 'tent',
        shifts: [{ corruption: 'fog', severity: 5 }],
      }),
    });
    const [row] = parseCsv(tables(id)['summary.csv']!);
    expect(row).toMatchObject({ status: 'queued', top1_percent: '', engine: '', dataset: 'quickstart', split: 'test' });
  });
});

describe('the table by corruption', () => {
  it('has the corruptions in the order of the paper whatever the order of the run, then the average', () => {
    const shuffled = corruptionNames.map((name, index) => [name, 5, (index + 1) / 20] as const).toReversed();
    const id = finishedRun('mgtta', {}, shuffled);
    const text = tables(id)['corruptions-top1-percent.csv']!;
    const headings = headingsOf(text);
    expect(headings.slice(headings.indexOf('gaussian_noise_top1_percent'))).toEqual([
      ...[...corruptionNames, 'average'].map((name) => `${name}_top1_percent`),
      'corruptions',
    ]);
    const [row] = parseCsv(text);
    for (const { corruption, summary: figures } of store.shiftsOf(id)) {
      expect(Number(row![`${corruption}_top1_percent`])).toBeCloseTo(100 * figures!.top1!, 11);
    }
    expect(Number(row!['average_top1_percent'])).toBeCloseTo(40, 10);
    expect(row).toMatchObject({ method: 'mgtta', run: id, seed: '2020', severity: '5', corruptions: '15' });
  });

  it('has nothing for a stream of which no image could be read', () => {
    const id = finishedRun('tent', {}, [
      ['fog', 5, 1],
      ['snow', 5, null],
    ]);
    for (const name of ['corruptions-top1-percent.csv', 'corruptions-ece-percent.csv'] as const) {
      const [row] = parseCsv(tables(id)[name]!);
      const unit = name.includes('ece') ? 'ece_percent' : 'top1_percent';
      expect(row).toMatchObject({ [`snow_${unit}`]: '', corruptions: '1' });
      expect(row![`average_${unit}`]).toBe(row![`fog_${unit}`]);
    }
  });

  it('averages shifts of other names where none of the 15 is there', () => {
    const id = finishedRun('tent', {}, [
      ['Art', 0, 0.5],
      ['Real World', 0, 0.7],
      ['clean', 0, 0.9],
    ]);
    const [row] = parseCsv(tables(id)['corruptions-top1-percent.csv']!);
    expect(row).toMatchObject({
      severity: '0',
      'Real World_top1_percent': '70',
      corruptions: '2',
      fog_top1_percent: '',
    });
    expect(Number(row!['average_top1_percent'])).toBeCloseTo(60, 11);
  });

  it('averages what there is of the 15, and shows other streams after it', () => {
    const id = finishedRun('tent', {}, [
      ['fog', 5, 0.5],
      ['snow', 5, 0.25],
      ['speckle_noise', 5, 1],
      ['fog', 3, 0.75],
      ['clean', 0, 0.875],
    ]);
    const rows = parseCsv(tables(id)['corruptions-top1-percent.csv']!);
    expect(
      rows.map((row) => [
        ...[row['severity'], row['fog_top1_percent'], row['average_top1_percent'], row['corruptions']],
      ]),
    ).toEqual([
      ['0', '', '', '0'],
      ['3', '75', '75', '1'],
      ['5', '50', '37.5', '2'],
    ]);
    expect(rows[2]).toMatchObject({
      frost_top1_percent: '',
      speckle_noise_top1_percent: '100',
      clean_top1_percent: '',
    });
    expect(rows[0]).toMatchObject({ clean_top1_percent: '87.5' });
    expect(Number(parseCsv(tables(id)['corruptions-ece-percent.csv']!)[2]!['snow_ece_percent'])).toBeCloseTo(
      25 / 3,
      10,
    );
  });
});

describe('the tidy table', () => {
  it('has a row per stream with its unit in each heading, and all settings as columns', () => {
    const id = finishedRun('mgtta', { lr: 0.001 }, [
      ['fog', 5, 0.602],
      ['snow', 5, null],
    ]);
    const rows = parseCsv(tables(id)['streams.csv']!);
    expect(rows.map((row) => [row['corruption'], row['top1_percent'], row['run'], row['seed']])).toEqual([
      ['fog', '60.2', id, '2020'],
      ['snow', '', id, '2020'],
    ]);
    expect(rows[0]).toMatchObject({
      ...{ method: 'mgtta', 'setting.option.lr': '0.001', 'setting.class_mask': '2 classes: 1 3' },
      ...{
        'setting.dataset.path': '/data/images, mine',
        'setting.batch_size': JSON.stringify(store.getRun(id).config['batchSize']),
      },
    });
    const headings = headingsOf(tables(id)['streams.csv']!);
    expect(new Set(headings).size).toBe(headings.length);
    expect(headings.filter((name) => /top|ece|accuracy/.test(name)).every((name) => name.endsWith('_percent'))).toBe(
      true,
    );
  });
});

describe('the table by batch', () => {
  it('has every batch of the database, its curves and diagnostics', () => {
    const id = finishedRun('mgtta', {}, [
      ['fog', 5, 0.5],
      ['snow', 5, 0.25],
    ]);
    const text = tables(id)['batches.csv']!;
    const rows = parseCsv(text);
    expect(rows.map((row) => [row['position'], row['corruption'], row['batch'], row['images_seen']])).toEqual([
      ['0', 'fog', '0', '32'],
      ['0', 'fog', '1', '64'],
      ['1', 'snow', '0', '32'],
      ['1', 'snow', '1', '64'],
    ]);
    const stored = store.shiftsOf(id).flatMap(({ position }) => store.batchesOf(id, position));
    rows.forEach((row, index) => {
      const { size, correct1, computeSeconds, diagnostics, adapted } = stored[index]!;
      expect(Number(row['batch_top1_percent'])).toBeCloseTo((100 * correct1) / size, 10);
      expect(Number(row['compute_seconds'])).toBeCloseTo(computeSeconds, 12);
      expect(row['adapted']).toBe(String(adapted));
      for (const name of ['loss', 'entropy', 'zeta']) expect(row[name]).toBe(String(diagnostics[name] ?? ''));
    });
    expect(rows[1]).toMatchObject({ cumulative_top1_percent: '37.5', windowed_top1_percent: '37.5', discrepancy: '' });
    const headings = headingsOf(text);
    expect(headings.indexOf('zeta')).toBe(headings.indexOf('discrepancy') + 1);
  });
});

describe('exporting', () => {
  it('writes the tables, and epochs of pre-training where there are any', () => {
    const a = finishedRun('tent', {}, [['fog', 5, 0.5]]);
    const { id: b } = store.createRun(newPretraining());
    store.recordEpoch(b, { epoch: 0, meanLoss: 1.5, accuracy: { spatter: 0.5 }, seconds: 2, isBest: true });
    const files = exportFiles(store, [a, b], 'csv');
    const pretty = ['corruptions-top1-percent.csv', 'corruptions-ece-percent.csv'];
    const names = ['summary.csv', 'streams.csv', ...pretty, 'batches.csv', 'epochs.csv'];
    expect(Object.keys(files)).toEqual(names);
    expect(parseCsv(files['epochs.csv']!)).toEqual([
      { run: b, name: 'MGG', epoch: '0', mean_loss: '1.5', spatter_top1_percent: '50', seconds: '2', best: 'true' },
    ]);
    expect(Object.keys(tables(b))).toEqual(['epochs.csv']);
  });

  it('is the same in parts, of which each is made as it is written', () => {
    const ids = [finishedRun('tent', { lr: 0.5 }, [['fog', 5, 0.5]]), finishedRun('noadapt', {}, [['snow', 5, 0.25]])];
    for (const format of ['csv', 'bundle', 'config'] as const) {
      const parts = Object.entries(exportParts(store, ids, format));
      const joined = parts.map(([name, part]) => [name, typeof part === 'string' ? part : [...part].join('')]);
      expect(joined.length).toBeGreaterThan(0);
      expect(Object.fromEntries(joined)).toEqual(exportFiles(store, ids, format));
    }
  });

  it('gives bundles and configurations of each run by its id', () => {
    const id = finishedRun('tent', { lr: 0.5 }, [['fog', 5, 0.5]]);
    const bundles = exportFiles(store, [id.slice(0, 7)], 'bundle');
    expect(Object.keys(bundles)).toEqual([`${id}.json`]);
    expect(parseBundle(bundles[`${id}.json`]!, 'bundle').run.id).toBe(id);
    const config: unknown = JSON.parse(exportFiles(store, [id], 'config')[`${id}.config.json`]!);
    expect(config).toEqual(store.getRun(id).config);
  });

  it('refuses a run that is not there', () => {
    expect(() => exportFiles(store, ['nope'], 'csv')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => exportFiles(store, ['nope'], 'config')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
