import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { runFilesApi } from '../../../../src-main/app/api/run-files.ts';
import { openStore } from '../../../../src-main/store/sqlite-store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { newRun, newShift } from '../../store/support.ts';

describe('an export to a window', () => {
  const store = openStore(path.join(temporaryFolder('run-files'), 'lab.sqlite'));
  const api = runFilesApi({ store, hub: new EventHub(), identified: Promise.resolve() });

  it('is refused at once when it would be too much, and says what to do', async () => {
    const { id } = store.createRun(newRun());
    store.startShift(id, { ...newShift(), batchCount: 300_000 });
    for (const format of ['csv', 'bundle'] as const) {
      await expect(api.exportRuns({ ids: [id], format })).rejects.toMatchObject({
        code: 'bad-input',
        message: 'These runs have 300000 batches, which is too much for a window at once.',
        hint: expect.stringContaining('lab export') as string,
      });
    }
    expect(await api.exportRuns({ ids: [id], format: 'config' })).toHaveLength(1);
  });
});
