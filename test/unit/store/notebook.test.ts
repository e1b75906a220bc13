import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { csvFiles } from '../../../src-main/exports/export.ts';
import { packageRoot } from '../../../src-main/platform/package-root.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { packRecords, type ImageRecord } from '../../../src-shared/metrics/image-records.ts';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { metricColumn, metricOfRun, shown } from '../../../src-shared/metrics/metrics.ts';
import type { AdaptRun } from '../../../src-shared/records.ts';
import type { Quality } from '../../../src-shared/metrics/quality.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import { findPandas } from '../../../scripts/setup/pandas.mjs';
import { headingsOf } from '../exports/csv.ts';
import { newPretraining } from './new-pretraining.ts';
import { adaptSummary, batch, newRun, newShift, provenance, shiftSummary, temporaryFolder } from './support.ts';

const quality: Quality = {
  nll: 0.7,
  brier: 0.3,
  auroc: null,
  aupr: 0.9,
  fpr95: 0.2,
  aurocEntropy: 0.8,
  auprEntropy: 0.7,
  fpr95Entropy: 0.1,
  aurocEnergy: 0.6,
  auprEnergy: 0.5,
  fpr95Energy: 0.4,
  aurc: 0.05,
  worstClass: 0.01,
};

const image = (index: number, shift: number, right: boolean): ImageRecord => ({
  ...{ index, shift, label: 3, prediction: right ? 3 : 7, rank: right ? 0 : 2 },
  ...{ confidence: 0.5, entropy: 1, nll: 0.25, brier: 0.5, energy: -2 },
});

function begun(store: Store, config: Partial<RunConfigInput>, corruption = 'fog', provenanceOf = provenance): string {
  const { id } = store.createRun(newRun(config, { group: 'g', notes: 'two\nlines', tags: ['a', 'b'] }));
  store.startRun(id, provenanceOf);
  store.startShift(id, newShift(0, corruption));
  return id;
}

/** A store with runs of every kind, in the order of their making. */
function fill(store: Store): string[] {
  const done = begun(store, {
    ...{ method: 'mgtta', options: { lr: 0.001, u: true }, mgg: '/models/it’s.safetensors', images: 1000 },
    ...{ dataset: { kind: 'folder', path: '/data/images', source: '/data/clean', corrupted: true }, classMask: [1, 3] },
    sourceImages: null,
  });
  for (let index = 0; index < 25; index++) store.appendBatches(done, 0, [batch(index, { loss: 1 / index, zeta: 2 })]);
  store.finishShift(done, 0, { ...shiftSummary, quality, passes: { forward: 80, backward: 30.5 } });
  store.finishRun(done, { ...adaptSummary, quality, passes: { forward: 80, backward: 30.5 } });

  const mixed = begun(
    store,
    {
      order: 'mixed',
      shifts: [
        { corruption: 'fog', severity: 5 },
        { corruption: 'clean', severity: 0 },
      ],
    },
    'mixed',
    { ...provenance, engineReason: 'measured to be the fastest' },
  );
  store.appendBatches(mixed, 0, [batch(0), batch(1, { entropy: 0.5 })]);
  store.appendImages(mixed, 0, packRecords([image(9, 1, true), image(4, 0, false)]), Float32Array.of(0, 1.5));
  store.finishShift(mixed, 0, shiftSummary);
  store.startShift(mixed, newShift(1, 'mixed'));
  store.appendBatches(mixed, 1, [batch(0), batch(1)]);
  store.appendImages(mixed, 1, packRecords([image(9, 1, true)]));
  store.failRun(mixed, { code: 'engine-failed', message: 'It broke.' });

  const queued = store.createRun(newRun()).id;

  const pretraining = store.createRun(newPretraining()).id;
  store.startRun(pretraining, provenance);
  store.appendSteps(pretraining, [
    { step: 0, loss: 2 },
    { step: 1, loss: null },
  ]);
  store.recordEpoch(pretraining, { epoch: 0, meanLoss: 1 / 3, accuracy: { fog: 0.1 }, seconds: 2, isBest: false });
  store.recordEpoch(pretraining, { epoch: 1, meanLoss: null, accuracy: { snow: 0.7 }, seconds: 3, isBest: true });

  const deleted = begun(store, {});
  store.setStatus(deleted, 'cancelled');
  store.deleteRuns([deleted]);
  return [done, mixed, queued, pretraining];
}

const python = findPandas();

describe.skipIf(python === undefined)('the data frames of resources/python/lab.py', () => {
  it('equal the CSV files, and leave out what is damaged or deleted', () => {
    const folder = temporaryFolder();
    const [data, exported] = [path.join(folder, 'data'), path.join(folder, 'csv')];
    mkdirSync(exported);
    const store = openStore(path.join(data, 'lab.sqlite'));
    const ids = fill(store);
    const files = csvFiles(ids.map((id) => store.readMeasured(id)));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(exported, name), text);
    const damaged = begun(store, {});
    store.close();
    const database = new Database(path.join(data, 'lab.sqlite'));
    // As a run stands that was made before these settings were.
    database.exec(
      "UPDATE runs SET config = json_remove(config, '$.rounds', '$.labelOrder', '$.sourceImages') WHERE config ->> '$.order' = 'mixed'",
    );
    database.prepare("UPDATE runs SET config = '{' WHERE id = ?").run(damaged);
    database.close();

    const script = path.join(import.meta.dirname, 'compare-frames.py');
    const modules = path.join(packageRoot(), 'resources', 'python');
    const printed = execFileSync(python!, ['-B', script, modules, data, exported], { encoding: 'utf8' });
    expect(JSON.parse(printed.replaceAll('NaN', 'null'))).toEqual({
      images: [
        [ids[1], 0, 'clean', 0, 9, 3, 3, true, 0, 0.5, false, 0],
        [ids[1], 0, 'fog', 5, 4, 3, 7, false, 2, 0.5, true, 1.5],
        [ids[1], 1, 'clean', 0, 9, 3, 3, true, 0, 0.5, null, null],
      ],
      steps: [2, null],
      problems: [
        "No run has an id that begins with 'zzz'.",
        "More than one run has an id that begins with ''.",
        expect.stringContaining('readonly'),
      ],
    });
  });
});

describe('the views of the store', () => {
  it('have the columns of the CSV files', () => {
    const file = path.join(temporaryFolder(), 'lab.sqlite');
    const store = openStore(file);
    const files = csvFiles(fill(store).map((id) => store.readMeasured(id)));
    store.close();
    const database = new Database(file);
    const columns = (view: string): string[] =>
      database
        .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
        .pluck()
        .all(view)
        .filter((name) => name !== 'options');
    const headings = (name: string): string[] =>
      headingsOf(files[name]!).filter((heading) => !/^(option|setting)\./.test(heading));
    expect(columns('lab_runs')).toEqual(headings('summary.csv'));
    expect(columns('lab_streams')).toEqual(headings('streams.csv'));
    database.close();
  });

  it('give the worst shift, the corruption error and what was forgotten as the lab does', () => {
    const file = path.join(temporaryFolder(), 'lab.sqlite');
    const store = openStore(file);
    const clean = { images: 10, top1: 0.75, sourceTop1: 0.8, seconds: 1 };
    const shifts = [1, 2, 3, 4, 5].flatMap((severity) =>
      corruptionNames.map((corruption) => ({ corruption, severity })),
    );
    const dataset = { kind: 'folder', path: '/data/c', benchmark: 'imagenet-c', corrupted: true } as const;
    const { id } = store.createRun(newRun({ dataset, shifts }));
    store.startRun(id, provenance);
    for (const [position, { corruption, severity }] of shifts.entries()) {
      store.startShift(id, { ...newShift(position, corruption), severity });
      store.finishShift(id, position, { ...shiftSummary, top1: 0.9 - 0.1 * severity - 0.001 * (position % 15), clean });
    }
    store.finishRun(id, { ...adaptSummary, clean });
    const measured = { run: store.getRun(id) as AdaptRun, shifts: store.shiftsOf(id) };
    store.close();
    const database = new Database(file);
    const row = database.prepare('SELECT * FROM lab_runs').get() as Record<string, number>;
    database.close();
    for (const metric of ['worstShift', 'mce', 'cleanTop1', 'forgetting'] as const) {
      expect(row[metricColumn(metric)], metric).toBeCloseTo(shown(metric, metricOfRun(metric, measured))!, 10);
    }
    expect(row['forgetting_percent']).toBeCloseTo(-5, 10);
  });

  it('are made anew where they are others than promised, and not touched where they are right', () => {
    const file = path.join(temporaryFolder(), 'lab.sqlite');
    openStore(file).close();
    const views = (): unknown[] => {
      const database = new Database(file);
      try {
        return database
          .prepare("SELECT name, sql, rootpage FROM sqlite_schema WHERE type = 'view' ORDER BY name")
          .all();
      } finally {
        database.close();
      }
    };
    const promised = views();
    expect(promised).toHaveLength(8);
    const database = new Database(file);
    database.exec('DROP VIEW lab_runs; CREATE VIEW lab_runs AS SELECT 1 AS old; CREATE VIEW mine AS SELECT 2');
    const version = database.pragma('schema_version', { simple: true });
    database.close();
    openStore(file).close();
    expect(views()).toEqual(promised);
    const again = new Database(file);
    const made = again.pragma('schema_version', { simple: true });
    again.close();
    expect(made).not.toBe(version);
    openStore(file).close();
    const last = new Database(file);
    expect(last.pragma('schema_version', { simple: true })).toBe(made);
    last.close();
  });
});
