import { describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src-shared/errors.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import type { Job, JobEvent, JobResult } from '../../../src-main/jobs/messages.ts';
import { ComputePool } from '../../../src-main/runs/compute-pool.ts';
import { placesOn } from '../../../src-main/planning/engines/places.ts';
import { machineWith } from '../../support/machines.ts';
import { RunQueue, type JobPreparer } from '../../../src-main/runs/run-queue.ts';

const config = runConfigSchema.parse({
  ...{ dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'tent' },
  shifts: [{ corruption: 'fog', severity: 5 }],
});
const run: Job = { kind: 'adapt', config };
const on = (id: 'onnx-cuda' | 'onnx-cpu'): Job => ({ ...run, chosenEngine: { id, reason: 'because' } });
const done: JobResult = { kind: 'adapt', stopped: false, totalSeconds: 1, peakMemoryBytes: 1 };
const broken = new LabError('engine-unavailable', 'The GPU is gone.');

describe('a job that is made ready in its turn', () => {
  function setUp(events: readonly JobEvent[], instead: JobPreparer['instead']) {
    const started: Job[] = [];
    const control = vi.fn();
    const start = (job: Job, onEvent: (event: JobEvent) => void) => {
      started.push(job);
      events.forEach(onEvent);
      const isBroken = job.kind === 'adapt' && job.chosenEngine?.id === 'onnx-cuda';
      return { result: isBroken ? Promise.reject(broken) : Promise.resolve(done), control };
    };
    const prepare = () => Promise.resolve(on('onnx-cuda'));
    const queue = new RunQueue(new ComputePool({ start } as unknown as ComputeClient), { prepare, instead });
    return {
      started,
      result: queue.add({ id: 'one', makeJob: () => run, onEvent: () => undefined }),
      queue,
    };
  }

  it('is replaced where the preparer knows a better one', async () => {
    const instead = vi.fn(() => on('onnx-cpu'));
    const { started, result } = setUp([{ type: 'stage', text: 'Starting the engine' }], instead);
    expect(await result).toEqual(done);
    expect(started).toEqual([on('onnx-cuda'), on('onnx-cpu')]);
    expect(instead).toHaveBeenCalledExactlyOnceWith(on('onnx-cuda'), broken, false);
  });

  it('fails where there is none; the preparer hears that it had begun', async () => {
    const instead = vi.fn(() => undefined);
    const { result } = setUp([{ type: 'log', level: 'warning', text: 'One image is broken.' }], instead);
    await expect(result).rejects.toBe(broken);
    expect(instead).toHaveBeenCalledExactlyOnceWith(on('onnx-cuda'), broken, true);
  });

  it('is withdrawn when it is stopped before it has started', async () => {
    const { started, result, queue } = setUp([], () => undefined);
    queue.control('one', 'stop');
    expect(await result).toBe('withdrawn');
    expect(started).toEqual([]);
  });
});

describe('jobs whose engine is chosen in their turn', () => {
  const machine = machineWith({ hasCuda: true, nvidia: [{ name: 'NVIDIA Example', driver: '1' }] });

  it('wait for the device of that engine and keep their order', async () => {
    const started: string[] = [];
    const ends: (() => void)[] = [];
    const client = (): ComputeClient => {
      const start = (job: Job) => {
        started.push(job.kind === 'adapt' ? `${job.config.model} on ${job.chosenEngine?.id}` : job.kind);
        return { result: new Promise((resolve) => ends.push(() => resolve(done))), control: vi.fn() };
      };
      const nothing = (): undefined => undefined;
      return { start, twin: client, place: nothing, close: nothing } as unknown as ComputeClient;
    };
    const pool = new ComputePool(client());
    pool.arrange(placesOn(machine, { devices: null, jobsPerDevice: 1 }, {}));
    const prepare: JobPreparer['prepare'] = (job) =>
      Promise.resolve(
        job.kind === 'adapt'
          ? {
              ...job,
              chosenEngine: { id: job.config.model === 'small' ? 'onnx-cpu' : 'onnx-cuda', reason: 'it is faster' },
            }
          : job,
      );
    const queue = new RunQueue(pool, { prepare, instead: () => undefined });
    const models = ['a', 'b', 'small', 'c'];
    const results = models.map((model) =>
      queue.add({
        id: model,
        makeJob: () => ({ ...run, config: { ...config, model } }),
        onEvent: () => undefined,
      }),
    );
    await vi.waitFor(() => expect(started).toEqual(['a on onnx-cuda', 'small on onnx-cpu']));
    await vi.waitFor(() => expect(queue.order).toEqual(['b', 'c']));
    for (const count of [3, 4]) {
      ends.shift()?.();
      await vi.waitFor(() => expect(started.length).toBeGreaterThanOrEqual(count - 1));
    }
    await vi.waitFor(() => {
      ends.shift()?.();
      expect(started).toEqual(['a on onnx-cuda', 'small on onnx-cpu', 'b on onnx-cuda', 'c on onnx-cuda']);
    });
    ends.forEach((end) => end());
    expect(await Promise.all(results)).toEqual(models.map(() => done));
  });
});
