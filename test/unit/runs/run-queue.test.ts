import { describe, expect, it, vi } from 'vitest';
import { LabError } from '../../../src-shared/errors.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import type { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import type { Job, JobEvent, JobResult } from '../../../src-main/jobs/messages.ts';
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
    const queue = new RunQueue({ start } as unknown as ComputeClient, { prepare, instead });
    return {
      started,
      result: queue.add(
        'one',
        () => run,
        () => undefined,
      ),
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
