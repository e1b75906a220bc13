import { readdir, type writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openDataset } from '../../../../src-main/data/datasets.ts';
import { uncontrolled } from '../../../../src-main/experiments/control.ts';
import { run } from '../../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../../src-main/experiments/run-event.ts';
import { channelModel, cpuEngine, driftMethod, fakeConfig } from '../../../support/fakes.ts';
import { writeImageFolder } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

// Threads start slowly where many tests share few cores.
vi.setConfig({ testTimeout: 120_000 });

let diskIsFull = false;
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<{ writeFile: typeof writeFile }>();
  return {
    ...real,
    writeFile: async (...args: Parameters<typeof writeFile>) => {
      await real.writeFile(...args);
      if (!diskIsFull) return;
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', path: args[0] });
    },
  };
});

const shifts = ['fog', 'snow', 'contrast'].map((corruption) => ({ corruption, severity: 5 }));
const preprocessing = { imageSize: 2, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] };

it('goes on when the disk is full while images are cached, and says so once in the log', async () => {
  const base = temporaryFolder('full');
  const root = await writeImageFolder(join(base, 'images'), ['a', 'b', 'c'], 4);
  const engine = await cpuEngine();

  async function attempt(cache: string): Promise<RunEvent[]> {
    const dataset = await openDataset({ kind: 'folder', path: root }, { cacheFolder: cache, threads: 1 });
    const open = { ...preprocessing, images: null, seed: 1, batchSize: 4 };
    const streams = await Promise.all(
      shifts.map(async (shift) => ({ shift, stream: await dataset.stream({ ...open, shifts: [shift] }) })),
    );
    const bound = driftMethod.bind({ model: channelModel, batchSize: 4, seed: 1 }, { lr: 0.1 });
    const events: RunEvent[] = [];
    const parts = { engine, method: driftMethod, bound, model: channelModel, streams };
    const { stopped } = await run(fakeConfig({ shifts }), parts, uncontrolled, (event) => events.push(event));
    expect(stopped).toBe(false);
    await dataset.close();
    return events;
  }
  const accuracies = (events: readonly RunEvent[]) =>
    events.flatMap((event) => (event.type === 'shift-finished' ? [event.summary.top1] : []));
  const logged = (events: readonly RunEvent[]) => events.filter(({ type }) => type === 'log');

  const usual = await attempt(join(base, 'cache'));
  expect(logged(usual)).toEqual([]);
  expect(await readdir(join(base, 'cache'))).toHaveLength(3);

  diskIsFull = true;
  const full = await attempt(join(base, 'full-cache'));
  expect(accuracies(full)).toEqual(accuracies(usual));
  expect(accuracies(full)).toHaveLength(3);
  expect(logged(full)).toHaveLength(1);
  expect(logged(full)[0]).toMatchObject({
    level: 'warning',
    text: `Prepared images can't be kept in ${join(base, 'full-cache')}: there is no space left on its disk. The next run prepares them anew.`,
  });
  expect(await readdir(join(base, 'full-cache'))).toEqual([]);
});
