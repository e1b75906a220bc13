import { validationCorruptionNames } from '../../src-shared/corruptions.ts';
import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { GeneratorKind } from '../../src-main/mgg/weights.ts';
import { embeddedGenerators, type EmbeddedModel } from '../../src-main/platform/package-root.ts';
import type { QuickstartSettings } from '../../src-main/planning/quickstart.ts';

/** Seeds of the meta gradient generators, trained and untrained; the first one ships as the generator of the lab. */
export const mggSeeds = [1, 2, 3] as const;

/** A generator that ships with the lab: where it lies, on which model it learned, and from which seed it was pre-trained. */
export interface ShippedGenerator {
  readonly model: EmbeddedModel;
  readonly kind: GeneratorKind;
  readonly seed: number;
  readonly file: string;
}

export const generators: readonly ShippedGenerator[] = [
  ...mggSeeds.map((seed): ShippedGenerator => ({ model: 'quickstart', kind: 'gml', seed, file: shippedMgg(seed) })),
  { model: 'quickstart', kind: 'lstm', seed: mggSeeds[0], file: embeddedGenerators['quickstart-lstm'].file },
  { model: 'quickstart-small', kind: 'gml', seed: mggSeeds[0], file: embeddedGenerators['quickstart-small'].file },
];

/** Where a generator is found. */
export function shippedMgg(seed: number): string {
  return seed === mggSeeds[0] ? embeddedGenerators.quickstart.file : `mgg-seed-${seed}.safetensors`;
}

/**
 * The rate that epochs are judged at: that of FOA-Adam, whose steps are of the same size. The rates of MGTTA come afterwards.
 * @throws Error where the settings have none
 */
export function judgingRate({ runs }: QuickstartSettings): number {
  const rate = runs.find(({ method }) => method === 'foa_adam')?.options['lr'];
  if (typeof rate !== 'number') throw new Error('The settings of the quick start have no rate of FOA-Adam.');
  return rate;
}

/** The full schedule of the paper: T = 2000 steps of 2 images, N = 128 training images, four validation corruptions. */
export function pretraining(
  { model, kind, seed }: Omit<ShippedGenerator, 'file'>,
  { severity, sourceImages, batchSize }: QuickstartSettings,
  evaluationLr: number,
): PretrainConfigInput {
  return {
    generator: kind,
    dataset: { kind: 'quickstart', split: 'train' },
    evaluation: { kind: 'quickstart', split: 'validation' },
    model,
    shifts: validationCorruptionNames.map((corruption) => ({ corruption, severity })),
    seed,
    sourceImages,
    evaluationImages: 500,
    evaluationBatchSize: batchSize,
    evaluationLr,
  };
}
