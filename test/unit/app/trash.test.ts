import { describe, expect, it } from 'vitest';
import { emptyTrash } from '../../../src-main/app/trash.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { newRun, temporaryFile } from '../store/support.ts';

const dayMs = 24 * 3600 * 1000;

function storeWithDeletedRun() {
  const store = openStore(temporaryFile());
  const { id } = store.createRun(newRun());
  store.setStatus(id, 'cancelled');
  const deletedAt = Date.now();
  emptyTrash(store, new Date(deletedAt));
  store.deleteRuns([id]);
  return { store, id, day: (n: number) => new Date(deletedAt + n * dayMs) };
}

describe('the trash', () => {
  it('is emptied after a week in which the lab was used', () => {
    const { store, id, day } = storeWithDeletedRun();
    for (let n = 1; n <= 6; n++) emptyTrash(store, day(n));
    expect(store.restoreRuns([id])).toHaveLength(1);
    store.deleteRuns([id]);
    for (let n = 7; n <= 8; n++) emptyTrash(store, day(n));
    expect(store.restoreRuns([id])).toEqual([]);
  });

  it('outlives looks at the lab while the clock stands in the future', () => {
    const { store, id, day } = storeWithDeletedRun();
    for (const n of [5000, 5000, 5001, 5002]) emptyTrash(store, day(n));
    for (const n of [0, 1, 2, 3]) emptyTrash(store, day(n));
    expect(store.restoreRuns([id])).toHaveLength(1);
  });

  it('outlives a long time without the lab', () => {
    const { store, id, day } = storeWithDeletedRun();
    emptyTrash(store, day(400));
    expect(store.restoreRuns([id])).toHaveLength(1);
  });

  it('keeps what was deleted while the clock stood in the future', () => {
    const store = openStore(temporaryFile());
    for (let n = 0; n < 9; n++) emptyTrash(store, new Date(Date.UTC(2020, 0, 1 + n)));
    const { id } = store.createRun(newRun());
    store.setStatus(id, 'cancelled');
    store.deleteRuns([id]);
    emptyTrash(store, new Date(Date.UTC(2020, 1, 1)));
    expect(store.restoreRuns([id])).toHaveLength(1);
  });
});
