import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { adaptSummary, batches, newRun, newShift, provenance, temporaryFile } from './support.ts';

function addDoneRun(store: Store): string {
  const { id } = store.createRun(newRun());
  store.startRun(id, provenance);
  store.startShift(id, newShift());
  store.appendBatches(id, 0, batches(0, 3));
  store.log(id, 'info', 'text');
  store.finishRun(id, adaptSummary);
  return id;
}

describe('deleted runs', () => {
  it('are out of sight until they are restored, as they were', () => {
    const store = openStore(temporaryFile());
    const [kept, id] = [addDoneRun(store), addDoneRun(store)];
    const before = store.readContents(id);
    expect(store.deleteRuns([id])).toEqual([id]);
    expect(store.listRuns().map((run) => run.id)).toEqual([kept]);
    expect(() => store.getRun(id)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => store.getRun(id.slice(0, 7))).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(store.restoreRuns([id, kept, 'nothing']).map((run) => run.id)).toEqual([id]);
    expect(store.readContents(id)).toEqual(before);
  });

  it('come back with their bundle', () => {
    const store = openStore(temporaryFile());
    const id = addDoneRun(store);
    const contents = store.readContents(id);
    expect(store.addContents(contents)).toBe(false);
    store.deleteRuns([id]);
    expect(store.addContents(contents)).toBe(true);
    expect(store.getRun(id).id).toBe(id);
  });

  it('are refused together when one of them is under way', () => {
    const store = openStore(temporaryFile());
    const id = addDoneRun(store);
    const running = store.createRun(newRun()).id;
    store.startRun(running, provenance);
    const queued = store.createRun(newRun()).id;
    for (const busy of [running, queued]) {
      expect(() => store.deleteRuns([id, busy])).toThrow(expect.objectContaining({ code: 'bad-input' }));
    }
    expect(store.listRuns()).toHaveLength(3);
  });

  it('are removed with everything about them once their time is over', () => {
    const file = temporaryFile();
    const store = openStore(file);
    const [kept, id] = [addDoneRun(store), addDoneRun(store)];
    store.deleteRuns([id]);
    expect(store.purgeDeletedRuns(new Date(Date.now() - 60_000))).toBe(0);
    expect(store.purgeDeletedRuns(new Date(Date.now() + 60_000))).toBe(1);
    expect(store.restoreRuns([id])).toEqual([]);
    expect(store.batchesOf(kept, 0)).toHaveLength(3);
    const db = new Database(file);
    for (const table of ['shifts', 'batches', 'attempts', 'log']) {
      expect(db.prepare(`SELECT DISTINCT run_id FROM ${table}`).pluck().all()).toEqual([kept]);
    }
  });
});
