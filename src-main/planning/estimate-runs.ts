import type { Estimate } from '../../src-shared/api/runs.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import { availableImages } from './available-images.ts';
import { basisText, type EstimatePart } from './basis.ts';
import type { DatasetFactsReader } from './dataset-facts.ts';
import { readFamily } from './engines/engine-chooser.ts';
import { fasterAtATime, secondsTogether, type AtATime, type TimedRun } from './pace.ts';
import { imagesOf, secondsFor } from './speed.ts';
import type { KnownSpeed, SpeedBook } from './speed-book.ts';

interface Parts {
  readonly book: SpeedBook;
  readonly datasets: DatasetFactsReader;
  /** How runs are computed at a time; one after the other by default. */
  readonly atATime?: AtATime;
  /** Aborted when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
}

/** The run over the same batches without a window, by which its speed is estimated. */
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

async function partsOf(config: RunConfig, { book, datasets, signal }: Parts): Promise<EstimatePart[] | undefined> {
  const { count, mean } = await availableImages(config, await datasets.read(config.dataset));
  const known = await book.find(withoutPace(config), signal);
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
  const predicting: KnownSpeed = (await book.find(predictionOnly(config), signal)) ?? known;
  const stepCost = { waiting: 1, given: config.stepCost, measured: secondsPerImage / predicting.speed.secondsPerImage };
  const adapted = most / Math.ceil(Math.max(1, stepCost[config.speed]));
  const adapting = { source: known.source, seconds: secondsFor({ setupSeconds, secondsPerImage }, adapted) };
  const rest = (total - adapted + clean + again) * predicting.speed.secondsPerImage;
  return [adapting, { source: predicting.source, seconds: rest }];
}

const alone: AtATime = { jobs: 1, gpuPlaces: 1, measured: () => undefined };

async function timed(config: RunConfig, seconds: number, { book }: Parts): Promise<TimedRun> {
  const family = await readFamily(config).catch(() => '');
  return { seconds, engine: (await book.engineOf(config)) ?? 'onnx-cpu', family };
}

/** Says how many at a time would be faster. */
function advice(runs: readonly TimedRun[], atATime: AtATime): string {
  const faster = fasterAtATime(runs, atATime);
  if (faster === undefined) return '';
  const share = faster.seconds / secondsTogether(runs, atATime);
  return ` With ${faster.jobs === 1 ? 'one run' : `${faster.jobs} runs`} at a time (Engines, --jobs) about ${Math.round(100 * share)} % of that.`;
}

/**
 * How long runs take together, from earlier runs of this computer, else from calibrations; corrected by what
 * came of earlier estimates, which also says how sure it is.
 * @throws LabError what a calibration found wrong with a configuration, `cancelled` once aborted
 */
export async function estimateRuns(configs: readonly RunConfig[], parts: Parts): Promise<Estimate> {
  const accuracies = parts.book.accuracies();
  const all: EstimatePart[] = [];
  const runs: TimedRun[] = [];
  for (const config of configs) {
    parts.signal?.throwIfAborted();
    const some = await partsOf(config, parts);
    if (!some) return { seconds: null, basis: basisText(undefined) };
    const corrected = some.map(({ source, seconds }) => ({
      source,
      seconds: source === 'similar' ? seconds : seconds * accuracies[source].factor,
    }));
    all.push(...corrected);
    runs.push(
      await timed(
        config,
        corrected.reduce((sum, { seconds }) => sum + seconds, 0),
        parts,
      ),
    );
  }
  const { atATime = alone } = parts;
  return { seconds: secondsTogether(runs, atATime), basis: basisText(all, accuracies) + advice(runs, atATime) };
}
