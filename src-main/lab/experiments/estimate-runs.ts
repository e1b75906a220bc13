import type { Estimate } from '../../../src-shared/api/runs.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import { basisText } from './basis.ts';
import type { DatasetFactsReader } from './dataset-facts.ts';
import { imagesOf } from './speed.ts';
import type { KnownSpeed, SpeedBook, SpeedSource } from './speed-book.ts';

interface Parts {
  readonly book: SpeedBook;
  readonly datasets: DatasetFactsReader;
}

/** A run that only predicts: what the rest of a stream costs once its budget is spent. */
function predictionOnly(config: RunConfig): RunConfig {
  return { ...config, method: 'noadapt', options: {}, mgg: null, budgetBatches: null, budgetSeconds: null };
}

/** Images of one stream that are adapted to before its budget is spent. */
function adaptedImages(config: RunConfig, perStream: number, secondsPerImage: number): number {
  const { budgetBatches, budgetSeconds, batchSize } = config;
  const byBatches = budgetBatches === null ? perStream : budgetBatches * batchSize;
  const bySeconds = budgetSeconds === null ? perStream : budgetSeconds / secondsPerImage;
  return Math.min(perStream, byBatches, bySeconds);
}

async function secondsOf(
  config: RunConfig,
  { book, datasets }: Parts,
): Promise<{ readonly seconds: number; readonly sources: SpeedSource[] } | undefined> {
  const { images: available } = await datasets.read(config.dataset);
  const known = await book.find(config);
  if (!known) return undefined;
  const { secondsPerImage, setupSeconds } = known.speed;
  const total = imagesOf(config, available);
  const streams = config.order === 'mixed' ? 1 : config.shifts.length;
  const adapted = streams * adaptedImages(config, total / streams, secondsPerImage);
  if (adapted === total) return { seconds: setupSeconds + total * secondsPerImage, sources: [known.source] };
  const predicting: KnownSpeed = (await book.find(predictionOnly(config))) ?? known;
  const rest = (total - adapted) * predicting.speed.secondsPerImage;
  return {
    seconds: setupSeconds + adapted * secondsPerImage + rest,
    sources: [known.source, predicting.source],
  };
}

/**
 * How long runs take one after the other, from earlier runs of this computer, else from calibrations.
 * @throws LabError what a calibration found wrong with a configuration
 */
export async function estimateRuns(configs: readonly RunConfig[], parts: Parts): Promise<Estimate> {
  let seconds = 0;
  const sources: SpeedSource[] = [];
  for (const config of configs) {
    const one = await secondsOf(config, parts);
    if (!one) return { seconds: null, basis: basisText(undefined) };
    seconds += one.seconds;
    sources.push(...one.sources);
  }
  return { seconds, basis: basisText(sources) };
}
