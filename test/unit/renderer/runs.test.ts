import { beforeEach, expect, it, vi } from 'vitest';
import type { AdaptRun, RunStatus } from '../../../src-shared/records.ts';
import { fakeClient } from './fake-lab.ts';

function run(id: string, status: RunStatus, createdAt = '2026-03-05T12:00:00Z'): AdaptRun {
  return { id, status, createdAt, name: id } as unknown as AdaptRun;
}

const progress = (runId: string, done: number, total: number) => ({
  runId,
  name: runId,
  stage: null,
  done,
  total,
  shift: null,
  shiftAccuracy: null,
  secondsLeft: null,
});

const stored = [
  run('old', 'done', '2026-03-01T12:00:00Z'),
  run('second', 'queued', '2026-03-03T12:00:00Z'),
  run('first', 'running', '2026-03-02T12:00:00Z'),
];

/** Lets the list of runs arrive, and waits until it was taken in. */
let settled: () => Promise<void>;
let client: ReturnType<typeof fakeClient>;
let runs: (typeof import('../../../src-renderer/lab/runs.svelte.ts'))['runs'];

beforeEach(async () => {
  vi.resetModules();
  client = fakeClient();
  const list = Promise.withResolvers<unknown>();
  settled = () => {
    list.resolve(stored);
    return new Promise((resolve) => setTimeout(resolve));
  };
  client.lab.listRuns.mockReturnValueOnce(list.promise);
  client.lab.listProgress.mockResolvedValue([progress('first', 5, 20)]);
  vi.doMock('../../../src-renderer/lab/client.ts', () => client);
  ({ runs } = await import('../../../src-renderer/lab/runs.svelte.ts'));
});

it('lists runs newest first, and those under way in their order', async () => {
  expect(runs.ready).toBe(false);
  await settled();
  expect(runs.ready).toBe(true);
  expect(runs.list.map(({ id }) => id)).toEqual(['second', 'first', 'old']);
  expect(runs.active.map(({ id }) => id)).toEqual(['first']);
  expect(runs.queued.map(({ id }) => id)).toEqual(['second']);
  expect(runs.fraction('first')).toBe(0.25);
});

it('follows the events of the lab', async () => {
  await settled();
  const changes: string[] = [];
  runs.onStatus(({ id, status }, before) => changes.push(`${id}: ${before} → ${status}`));
  client.send('progress', progress('first', 20, 20));
  expect(runs.fraction('first')).toBe(1);
  client.send('run', run('first', 'done'));
  client.send('progress', progress('first', 20, 20));
  client.send('run', { ...run('first', 'done'), notes: 'good' });
  client.send('run', run('new', 'queued'));
  client.send('runsDeleted', { ids: ['old'] });
  expect(runs.fraction('first')).toBeUndefined();
  expect(runs.get('first')?.notes).toBe('good');
  expect(runs.get('old')).toBeUndefined();
  expect(changes).toEqual(['first: running → done']);
});

it('prefers events received while the list was on its way', async () => {
  client.send('run', run('first', 'failed'));
  client.send('runsDeleted', { ids: ['old'] });
  await settled();
  expect(runs.get('first')?.status).toBe('failed');
  expect(runs.get('old')).toBeUndefined();
});

it('fetches everything anew when events were missed', async () => {
  await settled();
  client.lab.listRuns.mockResolvedValue([run('first', 'done')]);
  client.lab.listProgress.mockResolvedValue([]);
  client.missEvents();
  await settled();
  expect(runs.list.map(({ id, status }) => `${id} ${status}`)).toEqual(['first done']);
  expect(runs.fraction('first')).toBeUndefined();
});

it('says why the runs could not be fetched', async () => {
  await settled();
  client.lab.listRuns.mockRejectedValue(new Error('The database is busy.'));
  await runs.reload();
  expect(runs.error?.message).toBe('The database is busy.');
  expect(runs.list).toHaveLength(3);
});
