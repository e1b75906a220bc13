import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { controlOf, JobFlag } from '../../../src-main/jobs/job-flag.ts';

describe('JobFlag', () => {
  it('goes on until it is stopped', async () => {
    const flag = new JobFlag();
    const control = controlOf(flag, () => undefined);
    expect(await control.mayContinue()).toBe(true);
    flag.set('stop');
    expect(await control.mayContinue()).toBe(false);
  });

  it('reaches another thread, which waits during a pause', async () => {
    const flag = new JobFlag();
    flag.set('pause');
    const module = new URL('../../../src-main/jobs/job-flag.ts', import.meta.url).href;
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(${JSON.stringify(module)}).then(async ({ JobFlag, controlOf }) => {
        const control = controlOf(new JobFlag(workerData), (change) => parentPort.postMessage(change));
        parentPort.postMessage(await control.mayContinue());
        parentPort.postMessage(await control.mayContinue());
      });`;
    const worker = new Worker(source, { eval: true, workerData: flag.memory });
    const seen: unknown[] = [];
    await new Promise<void>((resolve) => {
      worker.on('message', (message) => {
        seen.push(message);
        if (message === 'paused') setTimeout(() => flag.set('resume'), 50);
        if (message === true) {
          flag.set('stop');
          resolve();
        }
      });
    });
    await worker.terminate();
    expect(seen.slice(0, 3)).toEqual(['paused', 'resumed', true]);
  });

  it('does not resume when it is stopped during a pause', async () => {
    const flag = new JobFlag();
    const changes: string[] = [];
    flag.set('pause');
    const control = controlOf(flag, (change) => {
      changes.push(change);
      flag.set('stop');
    });
    expect(await control.mayContinue()).toBe(false);
    expect(changes).toEqual(['paused']);
  });
});
