import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../src-main/store/backups.ts';
import { openConnection } from '../../../src-main/store/connection.ts';
import { migrations } from '../../../src-main/store/schema.ts';
import { openStore, sqliteStore } from '../../../src-main/store/sqlite-store.ts';
import { batch, batches, newRun, newShift, temporaryFile, temporaryFolder } from './support.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n, 12));

describe('backups', () => {
  it('are made once a day, and three days are kept', async () => {
    const { db } = openConnection(temporaryFile(), { migrations });
    const folder = path.join(temporaryFolder(), 'backups');
    expect(await backUp(db, folder, 3, day(1))).toBe(path.join(folder, 'lab-2026-01-01.sqlite'));
    expect(await backUp(db, folder, 3, day(1))).toBeNull();
    writeFileSync(path.join(folder, 'mine.sqlite'), '');
    for (const n of [2, 3, 4]) await backUp(db, folder, 3, day(n));
    const names = ['lab-2026-01-02.sqlite', 'lab-2026-01-03.sqlite', 'lab-2026-01-04.sqlite', 'mine.sqlite'];
    expect(readdirSync(folder).sort()).toEqual(names);
  });

  it('are kept although the clock stood in the future for some days', async () => {
    const { db } = openConnection(temporaryFile(), { migrations });
    const folder = path.join(temporaryFolder(), 'backups');
    for (const n of [1, 5000, 5001, 5002]) await backUp(db, folder, 3, day(n));
    for (const n of [2, 3, 4, 5]) await backUp(db, folder, 3, day(n));
    const names = readdirSync(folder).filter((name) => name.startsWith('lab-2026'));
    expect(names).toEqual(['lab-2026-01-03.sqlite', 'lab-2026-01-04.sqlite', 'lab-2026-01-05.sqlite']);
  });

  it('hold what is written while they are made, and can be opened as a store', async () => {
    const connection = openConnection(temporaryFile(), { migrations });
    const store = sqliteStore(connection);
    const { id } = store.createRun(newRun());
    store.startShift(id, newShift());
    store.appendBatches(id, 0, batches(0, 20_000));
    const folder = temporaryFolder();
    const copied = backUp(connection.db, folder, 3, day(1));
    let written = 20_000;
    const writing = setInterval(() => store.appendBatches(id, 0, [batch(written++)]), 0);
    const copy = openStore((await copied)!);
    clearInterval(writing);
    expect(written).toBeGreaterThan(20_000);
    expect(copy.notices).toEqual([]);
    expect(copy.batchesOf(id, 0).length).toBeGreaterThan(20_000);
  });

  it('that fail leave nothing behind, and earlier ones as they are', async () => {
    const { db } = openConnection(temporaryFile(), { migrations });
    const folder = temporaryFolder();
    await backUp(db, folder, 1, day(1));
    const closed = new Database(':memory:').close();
    await expect(backUp(closed, folder, 1, day(2))).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['lab-2026-01-01.sqlite']);
  });
});
