import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { LabEvent } from '../../../../src-shared/api/events.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import type { ComputeClient } from '../../../../src-main/jobs/compute-client.ts';
import type { Job, JobEvent, JobResult } from '../../../../src-main/jobs/messages.ts';
import type { EngineChooser } from '../../../../src-main/planning/engines/engine-chooser.ts';
import { EngineSetups } from '../../../../src-main/planning/engines/engine-setups.ts';
import { EventHub } from '../../../../src-main/platform/event-hub.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const measured: JobResult = {
  ...{ kind: 'benchmark', device: 'Example', forwardImagesPerSecond: 1, stepImagesPerSecond: 1, peakMemoryBytes: 1 },
};
const broken = new LabError('job-crashed', 'The driver crashed.');

/** A computer whose processes do as the test says. */
function setUp(answers: {
  readonly provision?: () => Promise<JobResult>;
  readonly benchmark?: () => Promise<JobResult>;
}) {
  const folder = path.join(temporaryFolder('setups'), 'part');
  const jobs: Job[] = [];
  const control = vi.fn();
  const provided = (): Promise<JobResult> => {
    mkdirSync(folder);
    return Promise.resolve({ kind: 'provision', added: [folder] });
  };
  const start = (job: Job, onEvent: (event: JobEvent) => void) => {
    jobs.push(job);
    if (job.kind === 'provision') onEvent({ type: 'provisioning', text: 'Fetching it', doneBytes: 1, totalBytes: 2 });
    const answer = job.kind === 'provision' ? (answers.provision ?? provided) : answers.benchmark;
    return { result: answer?.() ?? Promise.resolve(measured), control };
  };
  const renew = vi.fn();
  const sibling = () => ({ start, close: () => Promise.resolve() });
  const compute = { sibling, renew } as unknown as ComputeClient;
  const lookAgain = vi.fn(() => Promise.resolve());
  const chooser = { hasNvidia: () => Promise.resolve(true), lookAgain } as unknown as EngineChooser;
  const hub = new EventHub();
  const heard: LabEvent[] = [];
  hub.subscribe((event) => heard.push(event));
  return { setups: new EngineSetups({ compute, hub, chooser }), folder, jobs, control, renew, lookAgain, heard };
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('EngineSetups', () => {
  it('fetches, tries the engine in a process of its own, and has the next run find it', async () => {
    const { setups, folder, jobs, renew, lookAgain, heard } = setUp({});
    await setups.run('cuda', undefined);
    expect(jobs).toMatchObject([
      { kind: 'provision', setup: 'cuda', hasGpu: true },
      { kind: 'benchmark', engine: 'onnx-cuda', model: 'quickstart' },
    ]);
    expect(existsSync(folder)).toBe(true);
    expect(renew).toHaveBeenCalledOnce();
    expect(lookAgain).toHaveBeenCalledOnce();
    expect(heard.flatMap(({ topic, payload }) => (topic === 'engineSetup' ? [payload] : []))).toMatchObject([
      { setup: 'cuda', text: 'Starting' },
      { text: 'Fetching it', doneBytes: 1, totalBytes: 2 },
      { text: 'Trying onnx-cuda' },
      null,
    ]);
    expect(setups.underWay).toBeNull();
  });

  it('goes back to how things were where the engine does not work', async () => {
    const { setups, folder, renew } = setUp({ benchmark: () => Promise.reject(broken) });
    await expect(setups.run('tensorflow')).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: 'tensorflow was fetched, does not work here, and was removed again: The driver crashed.',
    });
    expect(existsSync(folder)).toBe(false);
    expect(renew).not.toHaveBeenCalled();
  });

  it('says so where all was there already, but does not work', async () => {
    const nothing = () => Promise.resolve<JobResult>({ kind: 'provision', added: [] });
    const { setups } = setUp({ provision: nothing, benchmark: () => Promise.reject(broken) });
    await expect(setups.run('cuda')).rejects.toThrow('onnx-cuda is there, but does not work: The driver crashed.');
  });

  it('says what could not be fetched, and can be begun again', async () => {
    const mismatch = new LabError('bad-input', 'What came is another archive.');
    const { setups, jobs } = setUp({ provision: () => Promise.reject(mismatch) });
    await expect(setups.run('cuda')).rejects.toBe(mismatch);
    await expect(setups.run('cuda')).rejects.toBe(mismatch);
    expect(jobs.map(({ kind }) => kind)).toEqual(['provision', 'provision']);
  });

  it('is stopped while it fetches or tries: nothing stays', async () => {
    const asked = new LabError('cancelled', 'The set-up was stopped; nothing of it was kept.');
    const fetching = setUp({ provision: () => (fetching.setups.stop(), Promise.reject(asked)) });
    await expect(fetching.setups.run('cuda')).rejects.toMatchObject({ code: 'cancelled' });
    expect(fetching.jobs).toHaveLength(1);

    const trying = setUp({ benchmark: () => (trying.setups.stop(), Promise.resolve(measured)) });
    await expect(trying.setups.run('cuda')).rejects.toMatchObject({ code: 'cancelled' });
    expect(trying.control).toHaveBeenCalledWith('stop');
    expect(existsSync(trying.folder)).toBe(false);
  });

  it('does one at a time', async () => {
    const { setups } = setUp({});
    const first = setups.run('cuda');
    await expect(setups.run('tensorflow')).rejects.toMatchObject({ code: 'bad-input' });
    await first;
  });
});
