import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { adaptSummary, batches, newRun, newShift, provenance, temporaryFile } from './support.ts';

const open = () => openStore(temporaryFile());

/** A run stopped after three batches. */
function addStoppedRun(store: Store): string {
  const { id } = store.createRun(newRun());
  store.startRun(id, provenance);
  store.startShift(id, newShift());
  store.appendBatches(id, 0, batches(0, 3));
  store.saveCheckpoint(id, { position: 0, next: 3, state: {}, progress: null });
  store.setStatus(id, 'interrupted');
  return id;
}

describe('a run that was finished in another store', () => {
  it('takes the place of its earlier state, and keeps what was written about it here', () => {
    const [here, there] = [open(), open()];
    const id = addStoppedRun(there);
    here.addContents(there.readContents(id));
    here.annotateRun(id, { name: 'Mine', tags: ['good'], notes: 'To be watched.' });
    there.appendBatches(id, 0, batches(3, 5));
    there.finishRun(id, adaptSummary);

    here.replaceContents(there.readContents(id));
    const expected = there.readContents(id);
    const own = { name: 'Mine', tags: ['good'], notes: 'To be watched.' };
    expect(here.readContents(id)).toEqual({ ...expected, run: { ...expected.run, ...own } });
    expect(here.hasCheckpoint(id)).toBe(false);
    expect(here.listRuns()).toHaveLength(1);
  });

  it('is refused while a process works on it, and with another configuration', () => {
    const [here, there] = [open(), open()];
    const contents = there.readContents(addStoppedRun(there));
    const { id } = contents.run;
    expect(() => here.replaceContents(contents)).toThrow(expect.objectContaining({ code: 'not-found' }));
    here.addContents(contents);
    const another = { ...contents, run: { ...contents.run, createdAt: '2020-01-01T00:00:00.000Z' } };
    expect(() => here.replaceContents(another)).toThrow('Another run with the id');
    here.startRun(id, provenance);
    expect(() => here.replaceContents(contents)).toThrow(`Run ${id} is under way here.`);
    expect(here.batchesOf(id, 0)).toHaveLength(3);
  });
});
