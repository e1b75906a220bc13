import { validationCorruptionNames } from '../../src-shared/corruptions.ts';
import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import type { GeneratorKind } from '../../src-main/mgg/weights.ts';

/** Seeds of the meta gradient generators, trained and untrained; the first one ships as the generator of the lab. */
export const mggSeeds = [1, 2, 3] as const;

/** Every run of the quick start, in the order of its table. */
export interface Entry {
  readonly name: string;
  readonly method: string;
  /** The generator as the settings name it. */
  readonly mgg: string | null;
  /** Its learning rate is chosen on the validation images; the other methods have none, or keep their own settings. */
  readonly tuned: boolean;
  /** Part of the quick start, which is to take minutes; the suites have all. */
  readonly quick: boolean;
  /** Settings that follow from the data rather than from a search. */
  readonly options?: Readonly<Record<string, number | string>>;
}

const plain = (name: string, method: string, tuned = true): Entry => ({ name, method, mgg: null, tuned, quick: false });

const quick = (entry: Entry): Entry => ({ ...entry, quick: true });

/** With the entropy of an opinion; its mass for none of the classes is their number, as the authors' 1000 is that of ImageNet. */
const withCome = (entry: Entry): Entry => ({
  ...entry,
  name: `${entry.name}-COME`,
  options: { ...entry.options, entropy: 'opinion', opinionMass: 10 },
});

const [tent, sar, deyo] = [plain('TENT', 'tent'), plain('SAR', 'sar'), plain('DeYO', 'deyo')];
// Its authors' bound for ten classes; that for a thousand lets hardly any image of ten pass.
const eata: Entry = { ...plain('EATA', 'eata'), options: { similarity: 0.4 } };

export const entries: readonly Entry[] = [
  quick(plain('NoAdapt', 'noadapt', false)),
  plain('LAME', 'lame', false),
  plain('T3A', 't3a', false),
  plain('NEO', 'neo', false),
  quick(tent),
  withCome(tent),
  plain('CoTTA', 'cotta'),
  eata,
  withCome(eata),
  // As EATA.
  { ...plain('RDumb', 'rdumb'), options: { similarity: 0.4 } },
  sar,
  withCome(sar),
  deyo,
  withCome(deyo),
  plain('ReCAP', 'recap'),
  plain('ROID', 'roid'),
  plain('CMF', 'cmf'),
  plain('ZeroSiam', 'zerosiam'),
  // Noise in patches of the model, as its authors' 16 pixels are those of theirs.
  { ...plain('SPA', 'spa'), options: { noisePatch: 4 } },
  plain('FOA', 'foa', false),
  plain('FOA-I V1', 'foa_i_v1', false),
  plain('FOA-I V2', 'foa_i_v2', false),
  quick(plain('FOA-SGD', 'foa_sgd')),
  quick(plain('FOA-Adam', 'foa_adam')),
  { name: 'MGTTA', method: 'mgtta', mgg: 'quickstart', tuned: true, quick: true },
  { name: 'MGTTA-LSTM', method: 'mgtta_lstm', mgg: 'quickstart-lstm', tuned: true, quick: false },
  { name: 'MGTTA, untrained MGG', method: 'mgtta', mgg: `untrained:${mggSeeds[0]}`, tuned: true, quick: true },
];

/** A generator that ships with the lab: where it lies, and from which seed it was pre-trained. */
export interface ShippedGenerator {
  readonly kind: GeneratorKind;
  readonly seed: number;
  readonly file: string;
}

export const generators: readonly ShippedGenerator[] = [
  ...mggSeeds.map((seed): ShippedGenerator => ({ kind: 'gml', seed, file: shippedMgg(seed) })),
  { kind: 'lstm', seed: mggSeeds[0], file: 'mgg-lstm.safetensors' },
];

/** Settings that all runs of the quick start share. */
export const quickstart = { images: 2000, severity: 5, batchSize: 64, seed: 2020, sourceImages: 64 } as const;

/** Where a generator is found: a seed's own file, or `untrained:<seed>`. */
export function shippedMgg(seed: number): string {
  return seed === mggSeeds[0] ? 'mgg.safetensors' : `mgg-seed-${seed}.safetensors`;
}

const validationShifts = validationCorruptionNames.map((corruption) => ({
  corruption,
  severity: quickstart.severity,
}));

/** The full schedule of the paper: T = 2000 steps of 2 images, N = 128 training images, four validation corruptions. */
export function pretraining(
  { kind, seed }: Pick<ShippedGenerator, 'kind' | 'seed'>,
  evaluationLr: number,
): PretrainConfigInput {
  return {
    generator: kind,
    dataset: { kind: 'quickstart', split: 'train' },
    evaluation: { kind: 'quickstart', split: 'validation' },
    model: 'quickstart',
    shifts: validationShifts,
    seed,
    sourceImages: quickstart.sourceImages,
    evaluationImages: 500,
    evaluationBatchSize: quickstart.batchSize,
    evaluationLr,
  };
}

/** A method on the validation images, as it will later run on the test images. */
export function validation({ method, mgg, options }: Entry, lr: number): RunConfigInput {
  return {
    dataset: { kind: 'quickstart', split: 'validation' },
    model: 'quickstart',
    mgg,
    method,
    options: { ...options, lr },
    shifts: validationShifts,
    images: quickstart.images,
    batchSize: quickstart.batchSize,
    seed: quickstart.seed,
    sourceImages: quickstart.sourceImages,
  };
}

/** Neighbouring learning rates differ by this factor. */
const gridFactor = Math.sqrt(10);
/** Learning rates that every method's search begins with; it goes on beyond an end that is best, so each optimum is bracketed. */
const firstGrid = [1e-4, 1e-3 / gridFactor, 1e-3, 1e-2 / gridFactor, 1e-2, 1e-1 / gridFactor, 1e-1];

export interface Trial {
  readonly lr: number;
  /** Average accuracy over the validation corruptions. */
  readonly accuracy: number;
}

/**
 * The best learning rate of a grid that is widened until its best value is not at an end, or until smaller steps make
 * no difference any more.
 * @param measure accuracy at a learning rate
 */
export async function search(measure: (lr: number) => Promise<number>): Promise<{ best: Trial; trials: Trial[] }> {
  const trials: Trial[] = [];
  const add = async (lr: number): Promise<void> => {
    const rounded = Number(lr.toPrecision(3));
    trials.push({ lr: rounded, accuracy: await measure(rounded) });
  };
  for (const lr of firstGrid) await add(lr);
  for (;;) {
    trials.sort((a, b) => a.lr - b.lr);
    const best = trials.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
    const [lowest, second, highest] = [trials[0], trials[1], trials.at(-1)];
    const flat = best === lowest && best.accuracy === second?.accuracy;
    if (flat || (best !== lowest && best !== highest)) return { best, trials };
    await add(best === highest ? best.lr * gridFactor : best.lr / gridFactor);
  }
}
