import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { writeSamplePhotos, type SamplePhotos } from '../data/sample-photos.ts';
import { entryFile } from '../jobs/entry.ts';
import { failureSchema } from './peer-messages.ts';

/** Arguments of the measuring process. */
export interface DataTask {
  readonly folder: string;
  readonly imageSize: number;
  readonly batchSize: number;
}

const speedSchema = z.object({
  /** Decoded, resized, cut and normalised, with nothing else to do. */
  imagesPerSecond: z.number(),
  /** Time of one core that an image takes. */
  cpuSecondsPerImage: z.number(),
  /** Threads that prepare images. */
  threads: z.int(),
  peakBytes: z.number(),
});
export type DataPathSpeed = z.output<typeof speedSchema>;

/** How fast photographs get from their files to an engine, and what they were. */
export interface DataPathReport extends DataPathSpeed {
  readonly photo: SamplePhotos;
  readonly images: number;
  readonly imageSize: number;
}

/** Side of what the models of ImageNet want. */
const imageSize = 224;
const batchSize = 64;
/**
 * Times the way of `images` JPEG files of ImageNet's usual size through the threads that prepare images in a run.
 * @param folder an empty one
 * @param distinct files that differ; more would only take longer to draw
 * @throws LabError `engine-failed` in one sentence
 */
export async function measureDataPath(folder: string, images: number, distinct = 16): Promise<DataPathReport> {
  const photo = await writeSamplePhotos(folder, images, distinct);
  const task: DataTask = { folder, imageSize, batchSize };
  const file = entryFile('data-bench-process', import.meta.url);
  const args = [...process.execArgv, file, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const message: unknown = JSON.parse(stdout);
  const failure = failureSchema.safeParse(message);
  if (failure.success) throw new LabError('engine-failed', `The data path failed: ${failure.data.error}`);
  return { ...speedSchema.parse(message), photo, images, imageSize };
}
