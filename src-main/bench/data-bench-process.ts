/*
 * The data path of the benchmark, in a process of its own for its peak memory to be its own. Argument: a `DataTask` as
 * JSON. Prints a `DataPathSpeed` as JSON, or `{ error }`.
 */
import { toLabError } from '../../src-shared/errors.ts';
import { knownNormalisations } from '../../src-shared/normalisation.ts';
import { openDataset } from '../data/datasets.ts';
import { defaultThreads } from '../data/prepare/pool.ts';
import { cleanShift } from '../data/shifts.ts';
import { peakMemoryBytes } from '../jobs/peak-memory.ts';
import type { DataPathSpeed, DataTask } from './data-path.ts';

/** Reads all images as a run does, batch by batch; the clock starts when the threads have delivered the first batch. */
async function readAll({ folder, imageSize, batchSize }: DataTask): Promise<DataPathSpeed> {
  const dataset = await openDataset({ kind: 'folder', path: folder });
  try {
    const shifts = [cleanShift];
    const options = { imageSize, ...knownNormalisations.half, shifts, images: null, seed: 0, batchSize };
    const stream = await dataset.stream(options);
    let images = 0;
    let start: { readonly time: number; readonly cpu: NodeJS.CpuUsage } | undefined;
    for await (const batch of stream.batches()) {
      if (start) images += batch.size;
      else start = { time: performance.now(), cpu: process.cpuUsage() };
    }
    const seconds = (performance.now() - (start?.time ?? NaN)) / 1000;
    const cpu = process.cpuUsage(start?.cpu);
    return {
      imagesPerSecond: images / seconds,
      cpuSecondsPerImage: (cpu.user + cpu.system) / 1e6 / images,
      threads: defaultThreads(),
      peakBytes: peakMemoryBytes(),
    };
  } finally {
    await dataset.close();
  }
}

try {
  console.log(JSON.stringify(await readAll(JSON.parse(process.argv[2] ?? '{}') as DataTask)));
} catch (error) {
  console.log(JSON.stringify({ error: toLabError(error).message }));
}
