import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabApi } from '../../src-shared/api/contract.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import { openLab, type Lab } from '../../src-main/app/open-lab.ts';
import { childrenOf, waitFor } from '../support/cli.ts';
import { prepareBench, startHalfway } from './setup.ts';

const bench = prepareBench('two-processes');
const dataDir = bench.dataDir('shared');
let lab: Lab;
let api: LabApi;

beforeAll(() => {
  lab = openLab({ dataDir });
  lab.attend();
  api = lab.api;
});
afterAll(() => lab.close());

describe('a lab and a command on the same data folder', () => {
  it('show the same runs; each process controls its own, and takes over those of one that was killed', async () => {
    const received: RunRecord[] = [];
    lab.hub.subscribe((event) => {
      if (event.topic === 'run') received.push(event.payload);
    });
    // Longer than other tests' runs: it must still be under way after the lab has looked for it, once a second.
    const { process: command, ended, id } = await startHalfway(bench, dataDir, ['--images', '1800']);
    await waitFor(() => received.find((run) => run.id === id && run.status === 'running'));
    const [curve] = await api.getCurves({ ids: [id] });
    expect(curve!.shifts[1]!.sizes.length).toBeGreaterThan(10);

    const refused = { code: 'bad-input' };
    await expect(api.pauseRun({ id })).rejects.toMatchObject(refused);
    await expect(api.cancelRun({ id })).rejects.toThrow(/Another process works on run/);
    await expect(api.resumeRun({ id })).rejects.toMatchObject(refused);
    await expect(api.deleteRuns({ ids: [id] })).rejects.toMatchObject(refused);

    const computing = childrenOf(command.pid!);
    expect(computing.length).toBeGreaterThan(0);
    command.kill('SIGKILL');
    await ended;
    await waitFor(() => received.find((run) => run.id === id && run.status === 'interrupted'));
    await api.resumeRun({ id });
    const { attempts, status } = await waitFor(() => received.find((run) => run.id === id && run.status === 'done'));
    expect({ attempts, status }).toEqual({ attempts: 2, status: 'done' });
  });

  it('go on with the next run when the compute process is killed in the middle of one', async () => {
    const [{ config }] = (await api.listRuns({ filter: {} })) as [RunRecord & { kind: 'adapt' }];
    const first = (await lab.services.starter.startRun({ ...config, images: 600 })).id;
    const second = await lab.services.starter.startRun({ ...config, images: 20 });
    await waitFor(() => lab.services.scheduler.progress().find(({ runId, done }) => runId === first && done > 20));
    for (const pid of childrenOf(process.pid)) process.kill(pid, 'SIGKILL');
    expect((await lab.finished(second.id)).status).toBe('done');
    expect((await api.getRun({ id: first })).run).toMatchObject({
      status: 'failed',
      error: { code: 'job-crashed', hint: expect.stringContaining('resume') as string },
    });
    expect((await lab.finished(lab.services.scheduler.resume(first).id)).status).toBe('done');
  });
});
