import type { Estimate } from '../../src-shared/api/runs.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import { availableImages } from './available-images.ts';
import { basisText, type EstimatePart } from './basis.ts';
import type { DatasetFactsReader } from './dataset-facts.ts';
import { imagesOf, secondsFor } from './speed.ts';
import type { KnownSpeed, SpeedBook } from './speed-book.ts';

interface Parts {
  readonly book: SpeedBook;
  readonly datasets: DatasetFactsReader;
}

/** The run whose batches are what this one adapts to, one after the other: what its speed is told by. */
function withoutPace(config: RunConfig): RunConfig {
  return { ...config, batchSize: config.window ?? config.batchSize, window: null, speed: 'waiting' };
}

/** A run that only predicts: what the rest of a stream costs once its budget is spent. */
function predictionOnly(config: RunConfig): RunConfig {
  return {
    ...config,
    window: null,
    speed: 'waiting',
    method: 'noadapt',
    options: {},
    mgg: null,
    budgetBatches: null,
    budgetSeconds: null,
    cleanImages: null,
    unlabelledImages: null,
  };
}

/** Images of one stream that are adapted to before its budget is spent. */
function adaptedImages(config: RunConfig, perStream: number, secondsPerImage: number): number {
  const { budgetBatches, budgetSeconds, batchSize } = config;
  const byBatches = budgetBatches === null ? perStream : budgetBatches * batchSize;
  const bySeconds = budgetSeconds === null ? perStream : budgetSeconds / secondsPerImage;
  return Math.min(perStream, byBatches, bySeconds);
}

async function partsOf(config: RunConfig, { book, datasets }: Parts): Promise<EstimatePart[] | undefined> {
  const { count, mean } = await availableImages(config, await datasets.read(config.dataset));
  const known = await book.find(withoutPace(config));
  if (!known) return undefined;
  // Each image is a window of its own.
  const secondsPerImage = known.speed.secondsPerImage * (config.window ?? 1);
  const { setupSeconds } = known.speed;
  const total = imagesOf(config, mean ?? count);
  const streams = plannedStreams(config).length;
  const most = streams * adaptedImages(config, total / streams, secondsPerImage);
  // Clean images once with the source model, and after each stream.
  const clean = (config.cleanImages ?? 0) * (streams + 1);
  // Each as it is and mirrored.
  const again = 2 * Math.min((config.unlabelledImages ?? 0) * streams, total);
  if (most === total && config.speed === 'waiting' && clean + again === 0) {
    return [{ source: known.source, seconds: secondsFor({ setupSeconds, secondsPerImage }, total) }];
  }
  const predicting: KnownSpeed = (await book.find(predictionOnly(config))) ?? known;
  const stepCost = { waiting: 1, given: config.stepCost, measured: secondsPerImage / predicting.speed.secondsPerImage };
  const adapted = most / Math.ceil(Math.max(1, stepCost[config.speed]));
  const adapting = { source: known.source, seconds: secondsFor({ setupSeconds, secondsPerImage }, adapted) };
  const rest = (total - adapted + clean + again) * predicting.speed.secondsPerImage;
  return [adapting, { source: predicting.source, seconds: rest }];
}

/**
 * How long runs take one after the other, from earlier runs of this computer, else from calibrations; corrected by what
 * came of earlier estimates, which also says how sure it is.
 * @throws LabError what a calibration found wrong with a configuration
 */
export async function estimateRuns(configs: readonly RunConfig[], parts: Parts): Promise<Estimate> {
  const accuracies = parts.book.accuracies();
  const all: EstimatePart[] = [];
  for (const config of configs) {
    const some = await partsOf(config, parts);
    if (!some) return { seconds: null, basis: basisText(undefined) };
    for (const { source, seconds } of some) {
      all.push({ source, seconds: source === 'similar' ? seconds : seconds * accuracies[source].factor });
    }
  }
  return { seconds: all.reduce((sum, { seconds }) => sum + seconds, 0), basis: basisText(all, accuracies) };
}
