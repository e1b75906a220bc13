import { z } from 'zod';
import { engineIds } from '../engines/engine.ts';

/** Works that are timed: a prediction, or a whole step of a method (prediction, gradient, update). */
const benchWorks = [
  'forward',
  'tent',
  'tent_come',
  'lame',
  't3a',
  'neo',
  'cotta',
  'eata',
  'eata_come',
  'rdumb',
  'sar',
  'sar_come',
  'deyo',
  'deyo_come',
  'recap',
  'roid',
  'cmf',
  'zerosiam',
  'spa',
  'foa',
  'foa_i_v1',
  'foa_i_v2',
  'foa_sgd',
  'foa_adam',
  'mgtta',
  'mgtta_lstm',
] as const;
export type BenchWork = (typeof benchWorks)[number];

const benchVits = ['quickstart', 'vit-b16'] as const;
export type BenchVit = (typeof benchVits)[number];
const benchModels = [...benchVits, 'resnet50-gn', 'convnext-t'] as const;
export type BenchModel = (typeof benchModels)[number];

const peerDevices = ['cpu', 'cuda', 'cuda-tf32'] as const;
export type PeerDevice = (typeof peerDevices)[number];

/** Settings of a benchmark; the defaults take some minutes on a laptop. */
export const benchOptionsSchema = z.strictObject({
  models: z
    .array(z.enum(benchModels))
    .min(1)
    .default([...benchVits]),
  works: z.array(z.enum(benchWorks)).min(1).default(['forward', 'tent', 'mgtta']),
  engines: z.array(z.enum(engineIds)).min(1).default(['onnx-cpu']),
  /** Images per batch; left out: 1, 8 and 64 for the quick-start model, 1 and 8 for others. */
  batches: z.array(z.int().min(1).max(1024)).min(1).optional(),
  /** CPU threads of each contestant; 0 leaves it to them. */
  threads: z.int().nonnegative().max(1024).default(0),
  /** Turns that each contestant gets; medians are over all runs of all turns. */
  rounds: z.int().min(1).max(1000).default(5),
  /** Length of a turn. */
  secondsPerTurn: z.number().positive().max(3600).default(1),
  /** Runs before the measurement: the first ones pay for memory that later ones reuse. */
  warmUpRuns: z.int().min(1).default(3),
  /** Whether PyTorch takes part where Python has it. */
  peer: z.boolean().default(true),
  /** On what: the CPU, or an NVIDIA GPU without TF32 and with it. */
  peerDevices: z.array(z.enum(peerDevices)).min(1).default(['cpu']),
  /** JPEG files that the data path is timed with, where a model of ImageNet takes part; 0 for none. */
  photos: z.int().nonnegative().max(100_000).default(1024),
});
export type BenchOptions = z.output<typeof benchOptionsSchema>;
export type BenchOptionsInput = z.input<typeof benchOptionsSchema>;

/** The slow benchmark: a few batches of ViT-B/16 of the paper's size. */
export const nightlyBench = {
  models: ['vit-b16'],
  works: ['forward', 'tent', 'mgtta'],
  batches: [64],
  rounds: 1,
  warmUpRuns: 1,
} as const satisfies { readonly [Key in keyof BenchOptions]?: unknown };

/** Memory that the steps of the nightly benchmark have to do with, in bytes. */
export const nightlyMemory = 16e9;

/** One comparison: all contestants do this work. */
export interface BenchCase {
  readonly model: BenchModel;
  readonly work: BenchWork;
  readonly batch: number;
}

const defaultBatches: Readonly<Record<BenchModel, readonly number[]>> = {
  quickstart: [1, 8, 64],
  'vit-b16': [1, 8],
  'resnet50-gn': [1, 8],
  'convnext-t': [1, 8],
};

/** Works that convolutional networks are timed with. */
const convWorks: ReadonlySet<BenchWork> = new Set(['forward', 'tent', 'eata', 'foa_sgd', 'foa_adam', 'mgtta']);
const isVit = (model: BenchModel): boolean => benchVits.some((vit) => vit === model);

/** A batch of one has no standard deviation, which the loss of these methods needs. */
const needsBatchStatistics: ReadonlySet<BenchWork> = new Set([
  'foa',
  'foa_i_v1',
  'foa_i_v2',
  'foa_sgd',
  'foa_adam',
  'mgtta',
  'mgtta_lstm',
]);

/** All comparisons of a benchmark, in the order in which they are made. */
export function planBench({ models, works, batches }: BenchOptions): BenchCase[] {
  return models.flatMap((model) =>
    works.flatMap((work) =>
      (batches ?? defaultBatches[model])
        .filter((batch) => (batch > 1 || !needsBatchStatistics.has(work)) && (isVit(model) || convWorks.has(work)))
        .map((batch) => ({ model, work, batch })),
    ),
  );
}

/** How often to run in a turn of the given length, when one run took `secondsPerRun`. */
export function runsPerTurn(secondsPerTurn: number, secondsPerRun: number): number {
  return Math.min(200, Math.max(1, Math.round(secondsPerTurn / secondsPerRun)));
}
