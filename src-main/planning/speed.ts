import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { AdaptRun } from '../../src-shared/records.ts';
import { isShared } from '../../src-shared/devices.ts';
import { plannedStreams } from '../../src-shared/runs/streams.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';

/** How fast a kind of run is on this computer. */
export const speedSchema = z.strictObject({
  /** Loading, predicting and adapting, as far as they don't overlap. */
  secondsPerImage: z.number().positive(),
  /** Opening data, model and engine, source statistics, compilation. */
  setupSeconds: z.number().nonnegative(),
});
export type Speed = z.output<typeof speedSchema>;

/** Everything about a run that its speed depends on; runs of one kind differ in length only. */
export type SpeedKind = Pick<RunConfig, 'dataset' | 'model' | 'method' | 'batchSize' | 'threads'> & {
  readonly engine: string;
  /** Options that are counts or choices; how large a learning rate is does not matter. */
  readonly structure: RunConfig['options'];
};

/** @param engine the one that computes, where the configuration leaves that to the lab */
export function speedKind(config: RunConfig, engine: string = config.engine): SpeedKind {
  const { dataset, model, method, batchSize, threads, precision, options, oodFolder, oodRate } = config;
  const counts = Object.entries(options).filter(([, value]) => typeof value !== 'number' || Number.isInteger(value));
  // Images of no known class take their time, too, but are not counted.
  const mixed = oodFolder === null ? {} : { oodRate };
  const halves = precision === 'float32' ? {} : { precision };
  const structure = { ...Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1))), ...mixed, ...halves };
  return { dataset: { ...dataset }, model, method, batchSize, engine, threads, structure };
}

/** Names a kind; the model's hash, since another file may lie at its path by now. */
export function speedKey(kind: SpeedKind, modelHash: string): string {
  const { dataset, method, batchSize, engine, threads, structure } = kind;
  const place = dataset.kind === 'folder' ? dataset.path : dataset.split;
  const text = JSON.stringify([dataset.kind, place, modelHash, method, batchSize, engine, threads, structure]);
  return createHash('sha256').update(text).digest('hex');
}

/** The speed of a finished run; undefined if it has no numbers, if others computed on its device at the same time, or if a budget, a window or the speed of its streams made its batches unequal. */
export function speedOfRun({ summary, config, provenance }: AdaptRun): Speed | undefined {
  if (summary === null || summary.images === 0 || isShared(provenance?.place)) return undefined;
  const { budgetBatches, budgetSeconds, window, speed } = config;
  if (budgetBatches !== null || budgetSeconds !== null || window !== null || speed !== 'waiting') return undefined;
  const working = summary.computeSeconds + summary.loadSeconds;
  if (working <= 0) return undefined;
  return {
    secondsPerImage: working / summary.images,
    setupSeconds: Math.max(
      0,
      summary.totalSeconds - working - (summary.clean?.seconds ?? 0) - (summary.unlabelled?.seconds ?? 0),
    ),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** Runs of one kind whose middle is taken. */
export const runsUsed = 5;

/** How long so many images take. */
export const secondsFor = ({ setupSeconds, secondsPerImage }: Speed, images: number): number =>
  setupSeconds + images * secondsPerImage;

/** The middle of several measurements, part by part; undefined for none. */
export function medianSpeed(speeds: readonly Speed[]): Speed | undefined {
  if (speeds.length === 0) return undefined;
  return {
    secondsPerImage: median(speeds.map(({ secondsPerImage }) => secondsPerImage)),
    setupSeconds: median(speeds.map(({ setupSeconds }) => setupSeconds)),
  };
}

/** Images that a run predicts in all. @param available images that the dataset has */
export function imagesOf(config: RunConfig, available: number): number {
  const perShift = Math.min(config.images ?? available, available);
  return perShift * plannedStreams(config).reduce((sum, { shifts }) => sum + shifts.length, 0);
}
