import { afterAll, describe, expect, it } from 'vitest';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Statement } from '../../../../src-shared/api/results.ts';
import { comparisonColumns, comparisonTable } from '../../../../src-shared/comparison/comparison-table.ts';
import { protocolLines } from '../../../../src-shared/comparison/protocol-lines.ts';
import { comparisonRows } from '../../../../src-shared/comparison/rows.ts';
import { settings } from '../../../../src-shared/comparison/settings.ts';
import { comparisonWarnings } from '../../../../src-shared/comparison/warnings.ts';
import type { AdaptRun } from '../../../../src-shared/records.ts';
import { runConfigSchema } from '../../../../src-shared/run-config.ts';
import { headlineOf } from '../../../../src-shared/run-figures.ts';
import { addResults } from '../../../../src-main/exports/results/add-results.ts';
import { readResults } from '../../../../src-main/exports/results/read-results.ts';
import { csvFiles, exportFiles } from '../../../../src-main/exports/export.ts';
import { parseBundle } from '../../../../src-main/exports/export-bundle.ts';
import { identify } from '../../../../src-main/identity/identify.ts';
import { Identities } from '../../../../src-main/identity/identities.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import { knownRuns } from '../../../../src-main/suites/match-runs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { adaptSummary, newRun, newShift, provenance, shiftSummary } from '../../store/support.ts';
import { parseCsv } from '../csv.ts';

const folder = temporaryFolder('add-results');
const store = openStore(path.join(folder, 'lab.sqlite'));
afterAll(() => store.close());

const streams = 'corruption,severity,accuracy\nfog,5,60\nsnow,5,40\n';
const batches = 'corruption,severity,batch,images,accuracy\nfog,5,0,64,50\nfog,5,1,32,62.5\n';

function add(text: string, statement: Statement, name = 'SAR'): AdaptRun {
  const results = readResults(text, { name: 'sar.csv', unit: 'auto', severity: undefined });
  const run = store.getRun(addResults(store, results, 'sar.csv', { statement, labels: { name } }));
  if (run.kind !== 'adapt') throw new Error('no adaptation');
  return run;
}

function own(): AdaptRun {
  const { id } = store.createRun(newRun({ method: 'tent' }));
  store.startRun(id, provenance);
  store.startShift(id, newShift());
  store.finishShift(id, 0, shiftSummary);
  store.finishRun(id, adaptSummary);
  return store.getRun(id) as AdaptRun;
}

const compared = (run: AdaptRun) => ({ run, shifts: store.shiftsOf(run.id) });
/** Everything that can be stated of results. */
const all: Statement['settings'] = (({ dataset: _dataset, shifts: _shifts, ...rest }) => rest)(
  runConfigSchema.parse({
    dataset: { kind: 'quickstart' },
    model: 'm',
    method: 'sar',
    shifts: [{ corruption: 'fog', severity: 5 }],
    seed: 7,
  }),
);

describe('results from elsewhere', () => {
  it('become a run that is done, marked and without times', () => {
    const run = add(streams, { settings: { method: 'sar', batchSize: 1 } });
    expect(run).toMatchObject({ status: 'done', method: 'sar', attempts: 0, provenance: null });
    expect(run.external).toEqual({ file: 'sar.csv', format: 'CSV', stated: ['batchSize', 'method', 'shifts'] });
    expect(headlineOf(run)).toEqual({ accuracy: 0.5, seconds: null, soFar: false });
    expect(run.summary).toMatchObject({ averageTop5: null, averageEce: null, imagesPerSecond: null });
    expect(store.shiftsOf(run.id).map(({ corruption, summary }) => [corruption, summary?.top1])).toEqual([
      ['fog', 0.6],
      ['snow', 0.4],
    ]);
  });

  it('have a curve where batches are given', () => {
    const run = add(batches, { settings: { method: 'sar' } });
    const [curve] = store.curveOf(run.id).shifts;
    expect(curve).toMatchObject({ sizes: [64, 32], correct1: [32, 20], imageCount: 96 });
    expect(run.summary!.averageTop1).toBeCloseTo((32 + 20) / 96, 12);
  });

  it('can be renamed, deleted and restored like runs', () => {
    const run = add(streams, { settings: { method: 'sar' } });
    store.annotateRun(run.id, { name: 'renamed' });
    expect(store.getRun(run.id)).toMatchObject({ name: 'renamed', external: run.external });
    store.deleteRuns([run.id]);
    expect(store.findRun(run.id)).toBeUndefined();
    expect(store.restoreRuns([run.id])).toMatchObject([{ id: run.id }]);
  });

  it('want a method, and are one run', () => {
    const before = store.listRuns().length;
    expect(() => add(streams, { settings: {} })).toThrow('The method of these results is not known.');
    const mixed = 'corruption,severity,accuracy\nfog,5,60\nmixed,5,40\n';
    expect(() => add(mixed, { settings: { method: 'sar' } })).toThrow('a mixed stream beside single corruptions');
    expect(store.listRuns()).toHaveLength(before);
  });

  it('are never known again as a run of a suite, even with the identity of one', async () => {
    const identities = new Identities(store, folder);
    const [external, mine] = [add(streams, { settings: all }), own()];
    expect(external.identity).toBe(`external-${external.id}`);
    store.identifyRun(external.id, { identity: await identify('adapt', external.config), inputs: {} });
    const known = [...(await knownRuns(identities)).adapt.values()].flat().map(({ id }) => id);
    expect(known).toContain(mine.id);
    expect(known).not.toContain(external.id);
  });
});

describe('results from elsewhere beside own runs', () => {
  const mine = own();
  const rowsOf = (...runs: AdaptRun[]) => comparisonRows(runs.map(compared));

  it('stand in a row of their own, marked, with their accuracies', () => {
    const external = add(streams, { settings: { ...mine.config, ...all, method: 'tent' } }, 'TENT');
    const rows = rowsOf(mine, external);
    expect(rows.map(({ label }) => label)).toEqual([mine.name, 'TENT (external)']);
    const table = comparisonTable(rows, comparisonColumns(rows.flatMap((row) => row.runs)), 'top1');
    expect(table.rows[1]!.values.map((value) => value?.mean)).toEqual([40, 60, 50]);
    expect(table.rows[1]!.values.every((value) => value?.soFar === undefined)).toBe(true);
    expect(table.facts?.find(({ name }) => name === 'external_from')?.values).toEqual(['', 'sar.csv']);
  });

  it('of several stated seeds are one row with a spread; without a seed each is its own', () => {
    const seeded = [1, 2].map((seed) => add(streams, { settings: { method: 'sar', seed } }));
    expect(rowsOf(...seeded)).toHaveLength(1);
    const unknown = [1, 2].map(() => add(streams, { settings: { method: 'sar' } }));
    expect(rowsOf(...unknown)).toHaveLength(2);
    expect(comparisonWarnings(rowsOf(mine, unknown[0]!)).map(({ code }) => code)).not.toContain('seed');
  });

  it.each(settings.filter(({ compare }) => compare.topic === 'protocol').map(({ key }) => key))(
    'are unknown in what nobody stated: %s',
    (key) => {
      const external = add(streams, { settings: { method: 'sar' } });
      const line = protocolLines([mine, external]).find((one) => one.key === key)!;
      expect(line.values[1]).toBe(key === 'shifts' ? 'fog, snow, severity 5' : 'unknown');
      if (line.values[0] !== null) expect(line.differs).toBe(true);
    },
  );

  it('name what is unknown, and what differs, in warnings', () => {
    const external = add(streams, {
      settings: { ...all, batchSize: 1 },
      dataset: { kind: 'folder', benchmark: 'imagenet-c' },
    });
    const warnings = comparisonWarnings(rowsOf(mine, external));
    expect(warnings.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['They ran with different batch sizes.', 'They were tested on different datasets.']),
    );
    const unknown = warnings.find(({ code }) => code === 'external');
    expect(unknown?.message).toBe(
      'Not known of SAR (external): Folder, Source folder, Stored shifts, Domains, Model read with.',
    );
    expect(warnings.map(({ code }) => code)).not.toContain('datasetFingerprint');
  });
});

describe('files of results from elsewhere', () => {
  it('say where they come from, and leave out what is not known', () => {
    const run = add(streams, { settings: { method: 'sar', normalisation: 'imagenet' } });
    const files = csvFiles([store.readMeasured(run.id)]);
    expect(parseCsv(files['summary.csv']!)[0]).toMatchObject({
      ...{
        external_from: 'sar.csv',
        seed: '',
        top1_percent: '50',
        n_images: '',
        compute_seconds: '',
        dataset: 'unknown',
      },
      ...{ normalisation: 'imagenet', batch_size: 'unknown', shifts: 'fog/5 snow/5', model: 'unknown' },
    });
    expect(parseCsv(files['streams.csv']!)[1]).toMatchObject({
      ...{ external_from: 'sar.csv', corruption: 'snow', top1_percent: '40', n_images: '', seed: '' },
      ...{ 'setting.batch_size': 'unknown', 'setting.normalisation': 'imagenet' },
    });
    expect(parseCsv(files['corruptions-top1-percent.csv']!)[0]).toMatchObject({ external_from: 'sar.csv', seed: '' });
  });

  it('are marked in the views of the database, without values for what is not known', () => {
    const run = add(batches, { settings: { method: 'sar', normalisation: 'imagenet' } });
    const database = new Database(path.join(folder, 'lab.sqlite'), { readonly: true });
    const first = (view: string): unknown => database.prepare(`SELECT * FROM ${view} WHERE run = ?`).get(run.id);
    expect(first('lab_runs')).toMatchObject({
      ...{ external_from: 'sar.csv', seed: null, batch_size: null, policy: null, dataset: null, compute_seconds: null },
      ...{ normalisation: 'imagenet', shifts: 'fog/5', n_images: 96 },
    });
    expect(first('lab_streams')).toMatchObject({
      external_from: 'sar.csv',
      seed: null,
      n_images: 96,
      load_seconds: null,
    });
    expect(first('lab_batches')).toMatchObject({ size: 64, correct: 32, correct_top5: null });
    database.close();
  });

  it('come back as they were from a bundle', () => {
    const run = add(batches, { settings: { method: 'sar', seed: 3 } });
    const bundle = exportFiles(store, [run.id], 'bundle')[`${run.id}.json`]!;
    const contents = parseBundle(bundle, 'run.json');
    expect(contents.run).toEqual(run);
    const other = openStore(path.join(folder, 'other.sqlite'));
    other.addContents(contents);
    expect(other.getRun(run.id)).toEqual(run);
    expect(other.curveOf(run.id)).toEqual(store.curveOf(run.id));
    other.close();
  });

  it('are no configuration to be run', () => {
    const run = add(streams, { settings: { method: 'sar' } });
    expect(() => exportFiles(store, [run.id], 'config')).toThrow('which have no configuration that the lab could run.');
  });
});
