import { z } from 'zod';
import { integerOption } from './options.ts';
import { runConfigSchema } from './run-config.ts';

const { engine, threads, images, normalisation, reading } = runConfigSchema.shape;
const path = z.string().min(1).nullable().default(null);

/** Where the data and checkpoints for the paper's experiments lie on this computer, and how much of it is used. */
export const paperSetupSchema = z.strictObject({
  /** Folders of the benchmarks; null for those that are not there. */
  imagenetC: path,
  imagenetR: path,
  imagenetSketch: path,
  imagenetA: path,
  /** Clean images of ImageNet's classes, e.g. its validation set: for source statistics and pre-training. */
  clean: path,
  /** Checkpoint of the source model. */
  model: path,
  reading,
  /** Checkpoint of the source model for the wild settings of SAR, which is another one than the paper's. */
  wildModel: path,
  /** Generators that are there already; null to pre-train them first. */
  mgg: path,
  mggLstm: path,
  /** Images per stream; null for all, as in the paper. */
  images,
  pretrainSteps: integerOption({
    label: 'Steps of a pre-training',
    symbol: 'T',
    help: 'For generators that are trained first; 2,000 in the paper.',
    default: 2000,
    min: 1,
  }),
  normalisation,
  engine,
  threads,
});
export type PaperSetup = z.output<typeof paperSetupSchema>;

/** The benchmarks by the name of their field. */
export const paperBenchmarks = {
  imagenetC: 'imagenet-c',
  imagenetR: 'imagenet-r',
  imagenetSketch: 'imagenet-sketch',
  imagenetA: 'imagenet-a',
} as const;
export type PaperBenchmark = keyof typeof paperBenchmarks;

export const paperBenchmarkNames: Readonly<Record<PaperBenchmark, string>> = {
  imagenetC: 'ImageNet-C',
  imagenetR: 'ImageNet-R',
  imagenetSketch: 'ImageNet-Sketch',
  imagenetA: 'ImageNet-A',
};

/** Images per stream that the complete benchmarks have. */
export const imagesInBenchmark: Readonly<Record<PaperBenchmark, number>> = {
  imagenetC: 50_000,
  imagenetR: 30_000,
  imagenetSketch: 50_889,
  imagenetA: 7_500,
};
