import { validationCorruptionNames } from '../../src-shared/corruptions.ts';
import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import { mggSeeds, shippedMgg } from '../quickstart/plan.ts';

/*
 * Measurements of docs/study.md: everything is on validation images. Runs with the same number share a seed: the order
 * of the images and, where there is one, the generator, so that differences are taken run by run.
 */

/** The protocol of the quick start. */
const quickstart = { images: 2000, severity: 5, batchSize: 64, sourceImages: 64 } as const;

/** Seeds of the streams; the generator of the same place goes with each. */
export const seeds = [2020, 2021, 2022] as const;

/** `separate`: each corruption a stream of 16 batches from the source model. `mixed`: all of them shuffled into one of 125. */
type Streams = 'separate' | 'mixed';

/** Images of each corruption. */
const images = { separate: 1000, mixed: quickstart.images } as const;

/** Where a generator comes from: shipped with the lab, or pre-trained by the study under that name. */
type GeneratorSource = 'shipped' | (string & {});

/** A method under one setting; one run for each seed. */
export interface Condition {
  /** As it is called in tables and files. */
  readonly name: string;
  readonly streams: Streams;
  readonly method: string;
  readonly generator: GeneratorSource | null;
  readonly lr: number | null;
  readonly options: Readonly<Record<string, number | boolean>>;
  /** Every n-th batch has a record of gradients; null for none. */
  readonly records: number | null;
}

/** How a generator is pre-trained other than the paper says. */
export interface Recipe {
  readonly name: string;
  readonly changes: Partial<PretrainConfigInput>;
}

interface Line {
  readonly name: string;
  readonly method: string;
  readonly generator?: GeneratorSource;
  readonly options?: Condition['options'];
  readonly rates: readonly number[];
  /** Rates at which gradients are recorded. */
  readonly recorded?: readonly number[];
}

/** Batches from one record of gradients to the next. */
const recordEvery = 24;

const conditionsOf = (streams: Streams, lines: readonly Line[]): Condition[] =>
  lines.flatMap(({ name, method, generator = null, options = {}, rates, recorded = [] }) =>
    (rates.length === 0 ? [null] : rates).map((lr) => ({
      ...{ name, streams, method, generator, lr, options },
      records: lr !== null && recorded.includes(lr) ? recordEvery : null,
    })),
  );

const noAdapt: Line = { name: 'NoAdapt', method: 'noadapt', rates: [] };
/** The sign of the momentum: what the shipped generators are nearest to, with nothing learned and no memory. */
const sign = { name: 'sign', method: 'foa_tanh', options: { steepness: 100 } } as const;
const adam = (rates: readonly number[], recorded: readonly number[] = []): Line => ({
  ...{ name: 'FOA-Adam', method: 'foa_adam', rates, recorded },
});
const gradientDescent = { name: 'FOA-SGD', method: 'foa_sgd' } as const;
const tent = { name: 'TENT', method: 'tent', rates: [0.01] } as const;
const mgtta = { name: 'MGTTA', method: 'mgtta', generator: 'shipped' } as const;
const frozen = { ...mgtta, name: 'MGTTA frozen', options: { frozenMemory: true } } as const;

/** Generators as they are shipped, beside methods without one. Rates are those of the grid of resources/sweeps/quickstart-rates.json. */
const mixed = conditionsOf('mixed', [
  noAdapt,
  { ...mgtta, rates: [0.01], recorded: [0.01] },
  adam([0.01], [0.01]),
  { ...mgtta, rates: [0.003162], recorded: [0.003162] },
  { ...sign, rates: [0.01] },
  { ...frozen, rates: [0.01] },
]);
const separate = conditionsOf('separate', [
  adam([0.01]),
  { ...mgtta, rates: [0.01] },
  { ...gradientDescent, rates: [1] },
  tent,
]);
/** Lower priority: further evidence. */
const further = [
  ...conditionsOf('separate', [noAdapt, { ...sign, rates: [0.01] }, adam([0.03162]), { ...mgtta, rates: [0.03162] }]),
  ...conditionsOf('mixed', [
    adam([0.003162], [0.003162]),
    { ...gradientDescent, rates: [1, 0.3162, 0.1], recorded: [1] },
    { ...tent, recorded: tent.rates },
  ]),
];

const shifts = validationCorruptionNames.map((corruption) => ({ corruption, severity: quickstart.severity }));
/** Training and evaluation data of generators. */
const learned = {
  dataset: { kind: 'quickstart', split: 'train' },
  evaluation: { kind: 'quickstart', split: 'validation' },
  model: 'quickstart',
} as const;

const more = { images: 512 } as const;

/** Each corruption a task of its own, with a quarter of the images, so that epochs are as long as with one task. */
const [firstTask, ...otherTasks] = shifts.map((shift) => ({ ...learned, shifts: [shift] }));
const byCorruption = { ...firstTask, tasks: otherTasks, images: more.images / shifts.length };

/**
 * Question (a): each changes the recipe of the shipped generators (N = 128, T = 2000, θ at 1e-4, λ = 0.4, truncation 1, 64 source
 * images) in what its name says. All take 512 images, so that there are fewer epochs to compare.
 */
export const recipes: readonly Recipe[] = [
  { name: 'lr 1e-2', changes: { ...more, lr: 1e-2 } },
  { name: 'lr 1e-3', changes: { ...more, lr: 1e-3 } },
  { name: 'N 512', changes: more },
  { name: 'λ 1.6', changes: { ...more, lambda: 1.6 } },
  { name: 'lr 1e-2 · unroll 5', changes: { ...more, lr: 1e-2, unroll: 5 } },
  { name: 'lr 1e-2 · batch 16', changes: { ...more, lr: 1e-2, batchSize: 16, steps: 512 } },
  { name: '4 tasks', changes: byCorruption },
  { name: 'source 512', changes: { ...more, sourceImages: 512 } },
  { name: 'source 16', changes: { ...more, sourceImages: 16 } },
  { name: 'T 6000', changes: { ...more, steps: 6000 } },
];

const generatorRates = [0.01, 0.03162] as const;

/** Runs that show what the generators of a recipe give. */
const recipeConditions = ({ name }: Recipe): Condition[] =>
  conditionsOf('separate', [{ ...mgtta, name: `MGTTA ${name}`, generator: name, rates: generatorRates }]);

/** The first recipe at a larger rate, and on the long stream, too. */
const unsaturated = { ...mgtta, name: 'MGTTA lr 1e-2', generator: 'lr 1e-2' } as const;
const [firstRecipe = [], ...otherRecipes] = recipes.map(recipeConditions);

/** All conditions, in the order in which they are computed. */
export const conditions: readonly Condition[] = [
  ...[...mixed, ...separate, ...firstRecipe],
  ...further,
  ...conditionsOf('mixed', [{ ...unsaturated, rates: [0.01], recorded: [0.01] }]),
  ...otherRecipes.flat(),
];

/** Pre-training of one generator of a recipe: as that of the shipped ones, with half as many images to compare epochs on. */
export function pretrainingOf({ changes }: Recipe, place: number): PretrainConfigInput {
  return {
    ...learned,
    shifts,
    seed: mggSeeds[place] ?? place,
    sourceImages: quickstart.sourceImages,
    evaluationImages: 256,
    evaluationBatchSize: quickstart.batchSize,
    evaluationLr: 0.01,
    ...changes,
  };
}

/** One run of a condition. @param mgg the generator's file or name */
export function configOf(condition: Condition, place: number, mgg: string | null): RunConfigInput {
  const { method, lr, options, streams, records } = condition;
  return {
    dataset: { kind: 'quickstart', split: 'validation' },
    model: 'quickstart',
    mgg,
    method,
    options: { ...options, ...(lr === null ? {} : { lr }) },
    shifts,
    order: streams,
    images: images[streams],
    batchSize: quickstart.batchSize,
    seed: seeds[place] ?? place,
    sourceImages: quickstart.sourceImages,
    gradientRecords: records,
  };
}

/** The file of a shipped generator in resources/quickstart. */
export const shippedFile = (place: number): string => shippedMgg(mggSeeds[place] ?? 1);
