import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openConnection } from '../../../src-main/store/connection.ts';
import { adaptSummarySchema, shiftSummarySchema } from '../../../src-shared/records.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import type { Migration } from '../../../src-main/store/migrations.ts';
import { migrations } from '../../../src-main/store/schema.ts';
import { openStore, sqliteStore } from '../../../src-main/store/sqlite-store.ts';
import { batches, newRun, newShift, temporaryFile, temporaryFolder } from './support.ts';

function filledStore(): string {
  const file = temporaryFile();
  const store = openStore(file);
  const { id } = store.createRun(newRun());
  store.startShift(id, newShift());
  store.appendBatches(id, 0, batches(0, 500));
  store.close();
  return file;
}

describe('opening a store', () => {
  it('makes the folder, and sets what keeps the data safe', () => {
    const { db, notices } = openConnection(path.join(temporaryFolder(), 'a', 'b', 'lab.sqlite'), { migrations });
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('foreign_keys')]).toEqual(['wal', 1, 1]);
    expect(pragma('user_version')).toBe(migrations.length);
    expect(notices).toEqual([]);
  });

  it.each([
    ['garbage', (file: string) => writeFileSync(file, 'no database at all '.repeat(100))],
    ['a truncated file', (file: string) => truncateSync(file, 8192 + 100)],
    [
      'overwritten pages',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes.fill(0xab, 8192);
        writeFileSync(file, bytes);
      },
    ],
  ])('puts %s aside and starts anew', (_name, damage) => {
    const file = filledStore();
    damage(file);
    const damaged = readFileSync(file);
    const store = openStore(file);
    expect(store.listRuns()).toEqual([]);
    const aside = readdirSync(path.dirname(file)).find((name) => name.startsWith('lab.sqlite.damaged-'))!;
    expect(store.notices).toEqual([expect.stringContaining(aside)]);
    expect(readFileSync(path.join(path.dirname(file), aside)).equals(damaged)).toBe(true);
    store.createRun(newRun());
    store.close();
    expect(openStore(file).notices).toEqual([]);
  });

  it('refuses a newer database and leaves it untouched', () => {
    const file = filledStore();
    const db = new Database(file);
    db.pragma('user_version = 99');
    db.close();
    expect(() => openStore(file)).toThrow(/newer version of the lab \(schema 99, this one knows/);
    expect(new Database(file).pragma('user_version', { simple: true })).toBe(99);
  });

  it('refuses the database of another program', () => {
    const file = temporaryFile();
    new Database(file).exec('CREATE TABLE bookmarks (url TEXT)').close();
    expect(() => openStore(file)).toThrow(/another program/);
  });

  it('says so when the path cannot be used', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    mkdirSync(path.join(folder, 'folder'));
    const badInput = expect.objectContaining({ code: 'bad-input' }) as Error;
    expect(() => openStore(path.join(folder, 'file', 'lab.sqlite'))).toThrow(badInput);
    expect(() => openStore(path.join(folder, 'folder'))).toThrow(badInput);
  });
});

/** Of a run, as a row has it. */
const config = JSON.stringify(newRun().config);

describe('migration', () => {
  const latest = migrations.length;
  const next: Migration = {
    version: latest + 1,
    sql: `CREATE TABLE copy (id TEXT PRIMARY KEY, word TEXT) STRICT; INSERT INTO copy SELECT id, name FROM runs;`,
  };
  const backups = (file: string) => readdirSync(path.dirname(file)).filter((name) => name.endsWith('.backup'));

  it('copies the old database beside itself and keeps the data', () => {
    const file = filledStore();
    const { db, notices } = openConnection(file, { migrations: [...migrations, next] });
    expect(db.prepare('SELECT word FROM copy').all()).toEqual([{ word: 'TENT' }]);
    expect(db.prepare('SELECT count(*) AS n FROM batches').get()).toEqual({ n: 500 });
    const [name] = backups(file);
    expect(notices).toEqual([expect.stringContaining(name!)]);
    const old = new Database(path.join(path.dirname(file), name!));
    expect(old.pragma('user_version', { simple: true })).toBe(latest);
    expect(old.prepare('SELECT count(*) AS n FROM batches').get()).toEqual({ n: 500 });
  });

  it('runs once', () => {
    const file = filledStore();
    openConnection(file, { migrations: [...migrations, next] }).db.close();
    expect(openConnection(file, { migrations: [...migrations, next] }).notices).toEqual([]);
    expect(backups(file)).toHaveLength(1);
  });

  it('waits until nobody else has the store open, and says so', async () => {
    const file = filledStore();
    const earlier = new URL('hold-open.ts', import.meta.url);
    const holder = fork(earlier, [file], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(holder, 'message');
    const open = () => openConnection(file, { migrations: [...migrations, next] });
    expect(open).toThrow(
      expect.objectContaining({
        code: 'store',
        message: expect.stringContaining('another window, command or notebook still has it open') as string,
      }),
    );
    expect(backups(file)).toEqual([]);
    // The other process goes on as before.
    holder.send('append');
    expect((await once(holder, 'message'))[0]).toBe(501);
    holder.send('end');
    await once(holder, 'exit');
    const { db, notices } = open();
    expect(notices).toEqual([expect.stringContaining('brought up to date')]);
    expect(db.prepare('SELECT count(*) AS n FROM batches').get()).toEqual({ n: 501 });
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    db.close();
  });

  it('is not kept by those who have the latest version open', () => {
    const file = filledStore();
    openConnection(file, { migrations: [...migrations, next] }).db.close();
    const [first, second] = [1, 2].map(() => openConnection(file, { migrations: [...migrations, next] }).db);
    first!.close();
    second!.close();
  });

  it.each([
    ['an error', 'CREATE TABLE later (id TEXT); INSERT INTO nowhere VALUES (1);'],
    ['rows without their run', 'CREATE TABLE later (id TEXT); DELETE FROM runs;'],
  ])('that ends in %s changes nothing', (_name, sql) => {
    const file = filledStore();
    expect(() => openConnection(file, { migrations: [...migrations, { version: latest + 1, sql }] })).toThrow(
      expect.objectContaining({ code: 'store' }),
    );
    const store = openStore(file);
    expect(store.batchesOf(store.listRuns()[0]!.id, 0)).toHaveLength(500);
    expect(store.notices).toEqual([]);
  });

  it('brings a database of version 1 up to date with its runs', () => {
    const file = temporaryFile();
    const { db } = openConnection(file, { migrations: migrations.slice(0, 1) });
    const values = ['old', 'adapt', null, 'tent', 'TENT', 'queued', config, 'h', '2026-01-01T00:00:00.000Z'];
    db.prepare(`INSERT INTO runs VALUES (${'?, '.repeat(9)} NULL, NULL, NULL, NULL, '["a"]', 'note')`).run(...values);
    db.close();
    const store = openStore(file);
    expect(store.notices).toEqual([expect.stringContaining('version-1')]);
    expect(store.getRun('old')).toMatchObject({ name: 'TENT', tags: ['a'], notes: 'note' });
    expect(store.readValue('settings')).toBeNull();
  });

  it('turns what counted as 0 % although no image could be read into missing', () => {
    const file = temporaryFile();
    const { db } = openConnection(file, { migrations: migrations.slice(0, 2) });
    const times = { computeSeconds: 2, loadSeconds: 1 };
    const insertRun = db.prepare(
      `INSERT INTO runs VALUES (?, 'adapt', NULL, 'tent', 'TENT', 'done', ?, 'h', '2026-01-01T00:00:00.000Z', NULL, NULL,
         NULL, ?, '[]', '', NULL, NULL)`,
    );
    const insertShift = db.prepare("INSERT INTO shifts VALUES (?, ?, ?, 5, 4, 2, 'f', 'done', ?)");
    const insertBatch = db.prepare("INSERT INTO batches VALUES (?, ?, ?, ?, 3, 4, 1, 1, 0, '{}')");
    const averages = { averageTop1: 0.375, averageTop5: 0.5, averageEce: 0.05, images: 8, imagesPerSecond: 4 };
    const shift = (id: string, position: number, figures: readonly number[], skipped: number) => {
      const [top1, top5, ece] = figures;
      const summary = { top1, top5, ece, ...times, skipped, adaptedBatches: 1 };
      insertShift.run(id, position, `c${position}`, JSON.stringify(summary));
    };
    for (const id of ['half', 'none', 'whole']) {
      const skipped = { half: 5, none: 8, whole: 0 }[id]!;
      insertRun.run(
        id,
        config,
        JSON.stringify({ ...averages, ...times, skipped, totalSeconds: 4, peakMemoryBytes: 1 }),
      );
    }
    shift('half', 0, [0.75, 1, 0.1], 1);
    insertBatch.run('half', 0, 0, 3);
    shift('half', 1, [0, 0, 0], 4);
    shift('none', 0, [0, 0, 0], 4);
    shift('none', 1, [0, 0, 0], 4);
    shift('whole', 0, [0.75, 1, 0.1], 0);
    shift('whole', 1, [0, 0, 0], 0);
    for (const position of [0, 1]) insertBatch.run('whole', position, 0, 4);
    db.close();

    const store = openStore(file);
    expect(store.getRun('half').summary).toMatchObject({
      ...{ averageTop1: 0.75, averageTop5: 1, averageEce: 0.1, images: 3, imagesPerSecond: 1.5, totalSeconds: 4 },
    });
    expect(store.shiftsOf('half').map(({ summary }) => [summary!.top1, summary!.images])).toEqual([
      [0.75, 3],
      [null, 0],
    ]);
    expect(store.getRun('none').summary).toMatchObject({ averageTop1: null, images: 0, imagesPerSecond: null });
    expect(store.getRun('whole').summary).toMatchObject(averages);
    expect(store.shiftsOf('whole').map(({ summary }) => summary!.top1)).toEqual([0.75, 0]);
    for (const id of ['half', 'none', 'whole']) {
      for (const { summary } of store.shiftsOf(id)) expect(shiftSummarySchema.parse(summary)).toEqual(summary);
      expect(adaptSummarySchema.parse(store.getRun(id).summary)).toEqual(store.getRun(id).summary);
    }
  });
});

it('gives the interval of RDumb’s resets to the setting of all methods', () => {
  const file = temporaryFile();
  const { db } = openConnection(file, { migrations: migrations.filter(({ version }) => version <= 7) });
  const insert = db.prepare(
    `INSERT INTO runs (id, kind, method, name, status, config, created_at, tags, notes, identity)
     VALUES (?, 'adapt', ?, 'x', 'queued', ?, '2026-01-01T00:00:00.000Z', '[]', '', 'v1-known')`,
  );
  const { resetEvery: _, ...base } = runConfigSchema.parse(newRun().config);
  const add = (id: string, method: string, options: object, more: object = {}) =>
    insert.run(id, method, JSON.stringify({ ...base, ...more, method, options }));
  add('usual', 'rdumb', { lr: 0.1, resetEvery: 1000 });
  add('own', 'rdumb', { lr: 0.1, resetEvery: 300 }, { resetEvery: null });
  add('both', 'rdumb', { resetEvery: 300 }, { resetEvery: 7 });
  add('other', 'tent', { lr: 0.1 }, { resetEvery: 9 });
  insert.run('damaged', 'rdumb', '{');
  db.close();
  const store = openStore(file);
  const read = (id: string) => {
    const { config, identity } = store.getRun(id);
    const { options, resetEvery } = runConfigSchema.parse(config);
    return { options, resetEvery, identity };
  };
  expect(read('usual')).toEqual({ options: { lr: 0.1 }, resetEvery: null, identity: 'v1-known' });
  expect(read('own')).toEqual({ options: { lr: 0.1 }, resetEvery: 300, identity: '' });
  expect(read('both')).toEqual({ options: {}, resetEvery: 7, identity: '' });
  expect(read('other')).toEqual({ options: { lr: 0.1 }, resetEvery: 9, identity: 'v1-known' });
});

describe('a store that can not be written to', () => {
  const readOnly = (): never => {
    throw new Error('EROFS');
  };

  it('is shown as it stands, what was written last included, and stays as it is', () => {
    const file = path.join(temporaryFolder(), 'lab.sqlite');
    const writer = sqliteStore(openConnection(file, { migrations }));
    const { id } = writer.createRun(newRun());
    const connection = openConnection(file, { migrations }, readOnly);
    const reader = sqliteStore(connection);
    expect(reader).toMatchObject({
      readOnly: true,
      path: file,
      notices: [expect.stringContaining("can't be written")],
    });
    expect(reader.listRuns({}).map((run) => run.id)).toEqual([id]);
    expect(() => reader.createRun(newRun())).toThrow(`${file} cannot be opened for writing.`);
    const copy = connection.db.name;
    reader.close();
    expect([copy === file, readdirSync(path.dirname(file)).some((name) => name.includes('damaged'))]).toEqual([
      false,
      false,
    ]);
    expect(writer.listRuns({})).toHaveLength(1);
    writer.close();
  });

  it('is made where there is none', () => {
    const file = path.join(temporaryFolder(), 'lab.sqlite');
    const { db, readOnly: isReadOnly } = openConnection(file, { migrations }, readOnly);
    expect(isReadOnly).toBe(false);
    db.close();
  });
});
