import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { batches, newRun, newShift, provenance, shiftSummary, temporaryFile } from './support.ts';

let file: string;
let good: string;
let bad: string;

function damage(change: string): Store {
  const db = new Database(file);
  db.prepare(`${change} WHERE run_id = ?`).run(bad);
  db.close();
  return openStore(file);
}

beforeEach(() => {
  file = temporaryFile();
  const store = openStore(file);
  [good, bad] = ['Good', 'Bad'].map((name) => {
    const { id } = store.createRun(newRun({}, { name }));
    store.startRun(id, provenance, { pid: process.pid, host: 'box', startToken: 'now' });
    store.startShift(id, newShift());
    store.appendBatches(id, 0, batches(0, 2));
    store.finishShift(id, 0, shiftSummary);
    return id;
  }) as [string, string];
  store.close();
});

describe('a run with damaged JSON in one of its tables', () => {
  it.each([
    ["UPDATE batches SET diagnostics = '{'", 'The stored diagnostics of batch 1'],
    ["UPDATE shifts SET summary = '{'", 'The stored figures of fog 5'],
  ])('%s: is refused in a sentence where it is opened, and nothing else is', (change, sentence) => {
    const store = damage(change);
    expect(() => store.readContents(bad)).toThrow(
      expect.objectContaining({ code: 'store', message: `${sentence} can't be read: they are damaged.` }),
    );
    expect(
      store
        .listRuns()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([good, bad].sort());
    expect(store.readContents(good).shifts[0]!.batches).toHaveLength(2);
    expect(store.deleteRuns([bad])).toEqual([bad]);
    store.close();
  });
});
