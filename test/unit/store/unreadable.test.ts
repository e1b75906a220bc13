import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { newRun, newShift, provenance, temporaryFile } from './support.ts';

let file: string;
let good: string;
let bad: string;

/** Changes the row of a run behind the store's back. */
function damage(change: string): Store {
  const db = new Database(file);
  db.prepare(`UPDATE runs SET ${change} WHERE id = ?`).run(bad);
  db.close();
  return openStore(file);
}

beforeEach(() => {
  file = temporaryFile();
  const store = openStore(file);
  good = store.createRun(newRun({}, { tags: ['x'] })).id;
  bad = store.createRun(newRun({}, { name: 'Bad', tags: ['x'] })).id;
  store.close();
});

describe('a run that can’t be read', () => {
  it.each([
    ["config = '{'", 'Its configuration is damaged: it is not JSON.'],
    ["tags = '['", 'Its list of tags is damaged: it is not JSON.'],
    ["kind = 'distillation'", 'Its kind is distillation, which this version of the lab does not know.'],
    ["config = json_set(config, '$.later', 1)", 'Its record does not fit this version of the lab: config: '],
    ["status = 'lost'", 'Its record does not fit this version of the lab: status: '],
    ["summary = '{}'", 'Its record does not fit this version of the lab: summary.averageTop1: '],
  ])('with %s is reported, and the others are as before', (change, problem) => {
    const store = damage(change);
    expect(store.listRuns().map(({ id }) => id)).toEqual([good]);
    expect(store.listRuns({ tag: 'x' }).map(({ id }) => id)).toEqual([good]);
    const [record, ...others] = store.listUnreadable();
    expect(record).toMatchObject({ id: bad, name: 'Bad' });
    expect(record!.problem).toContain(problem);
    expect(others).toEqual([]);
    expect(() => store.getRun(bad)).toThrow(`Run ${bad} can't be read. ${problem}`);
    expect(store.findRun(bad)).toBeUndefined();
    expect(store.markInterruptedRuns()).toEqual([]);
  });

  it('can be deleted, and its deletion be undone', () => {
    const store = damage("config = '{', status = 'done'");
    expect(store.deleteRuns([bad])).toEqual([bad]);
    expect(store.listUnreadable()).toEqual([]);
    expect(store.restoreRuns([bad])).toEqual([]);
    expect(store.listUnreadable()).toHaveLength(1);
  });

  it('keeps nobody from counting what others have given so far', () => {
    const store = openStore(file);
    for (const id of [good, bad]) {
      store.startRun(id, provenance);
      store.startShift(id, newShift());
    }
    const db = new Database(file);
    db.prepare("UPDATE shifts SET summary = '{' WHERE run_id = ?").run(bad);
    db.close();
    expect(store.listRuns()).toHaveLength(2);
  });
});

describe('a record of an earlier version', () => {
  it('gets the defaults of settings that came later', () => {
    const store = damage("config = json_remove(config, '$.normalisation', '$.onNonFinite', '$.imbalanceRatio')");
    expect(store.getRun(bad).config).toMatchObject({
      normalisation: 'half',
      onNonFinite: 'skip',
      imbalanceRatio: null,
    });
    expect(store.listUnreadable()).toEqual([]);
  });
});
