import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src-shared/errors.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { LabLog } from '../../../src-main/platform/log.ts';
import { ComputePool } from '../../../src-main/runs/compute-pool.ts';
import { RunScheduler } from '../../../src-main/runs/run-scheduler.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newRun, provenance } from '../store/support.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));

describe('RunScheduler', () => {
  const folder = temporaryFolder('scheduler');
  const store = openStore(path.join(folder, 'lab.sqlite'));
  const hub = new EventHub();
  const log = new LabLog(folder);
  const pool = new ComputePool(new ComputeClient({ entry }));
  const scheduler = new RunScheduler({ store, pool, hub, log, mggFolder: folder });
  afterAll(async () => {
    await scheduler.close();
    store.close();
  });

  it('goes on when the disk is full as a run ends, and stores the end once there is space', async () => {
    const notices: string[] = [];
    hub.subscribe(({ topic, payload }) => {
      if (topic === 'notice') notices.push(payload.text);
    });
    const full = (['appendBatches', 'failRun', 'setStatus'] as const).map((call) =>
      vi.spyOn(store, call).mockImplementation(() => {
        throw new LabError('no-space', 'There is no space left on the disk.');
      }),
    );
    const run = scheduler.add(newRun({ model: 'done' }));
    await expect(scheduler.finished(run.id)).rejects.toMatchObject({ code: 'no-space' });
    expect(notices).toEqual([expect.stringContaining('There is no space left on the disk.')]);
    expect(() => scheduler.storeLateEndings()).toThrow('no space');
    expect(log.entries({ limit: 9, run: run.id }).map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`${run.name} failed`),
    );

    for (const spy of full) spy.mockRestore();
    scheduler.storeLateEndings();
    expect(store.getRun(run.id)).toMatchObject({ status: 'failed', error: { code: 'no-space' } });
    expect((await scheduler.finished(scheduler.resume(run.id).id)).status).toBe('done');
  });

  it('lets a run be cancelled, resumed and deleted whose host has another name by now', async () => {
    const abandoned = () => {
      const { id } = store.createRun(newRun({ model: 'done' }));
      store.startRun(id, provenance, { pid: 1, host: 'an-earlier-name', startToken: 'an earlier boot:1' });
      expect(store.holderOf(id)).toBe('unknown');
      return id;
    };
    const [cancelled, resumed, deleted] = [abandoned(), abandoned(), abandoned()];
    scheduler.cancel(cancelled);
    expect(store.getRun(cancelled).status).toBe('cancelled');
    expect((await scheduler.finished(scheduler.resume(resumed).id)).status).toBe('done');
    expect(store.deleteRuns([deleted])).toEqual([deleted]);
  });

  it('logs what a run failed of', async () => {
    const run = scheduler.add(newRun({ model: 'fail' }));
    const failure = { code: 'bad-checkpoint', message: 'The model is no model.' };
    await expect(scheduler.finished(run.id)).rejects.toMatchObject(failure);
    // The record says it, too, to whoever comes later.
    await expect(scheduler.finished(run.id)).rejects.toMatchObject(failure);
    expect(log.entries({ limit: 9, run: run.id })[0]?.text).toContain(
      `${run.name} failed\nLabError: The model is no model.`,
    );
  });

  it('runs what waits in the order that it is given', async () => {
    const received: unknown[] = [];
    hub.subscribe(({ topic, payload }) => {
      if (topic === 'changed') received.push(payload);
    });
    const [first, second, third, fourth] = ['slow', 'done', 'done', 'done'].map((model) =>
      scheduler.add(newRun({ model })),
    );
    const idOf = (queued: typeof first): string => queued!.id;
    expect(scheduler.waiting()).toEqual([second, third, fourth].map(idOf));
    scheduler.move(idOf(fourth), idOf(second));
    scheduler.move(idOf(second), null);
    expect(scheduler.waiting()).toEqual([fourth, third, second].map(idOf));
    expect(received).toEqual([{ what: 'queue' }, { what: 'queue' }]);
    expect(() => scheduler.move(idOf(first), null)).toThrow(/is not queued here/);
    expect(() => scheduler.move(idOf(third), idOf(first))).toThrow(/is not queued here/);
    scheduler.cancel(idOf(first));
    await Promise.all([first, second, third, fourth].map((queued) => scheduler.finished(idOf(queued))));
    const ended = [second, third, fourth].map((queued) => store.getRun(idOf(queued)));
    const order = ended.toSorted((a, b) => a.startedAt!.localeCompare(b.startedAt!)).map(({ id }) => id);
    expect(order).toEqual([fourth, third, second].map(idOf));
    expect(scheduler.waiting()).toEqual([]);
  });
});
