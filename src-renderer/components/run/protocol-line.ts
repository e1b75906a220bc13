import type { RunConfig } from '../../../src-shared/run-config.ts';
import { shiftsText } from '../../../src-shared/protocol.ts';
import { formatCount } from '../../format.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { t } from '../../texts/index.ts';
import { seedsText } from '../experiment/seeds.ts';

/** Registered names of a run's dataset and model; undefined where they are no longer registered. */
export interface DataNames {
  readonly dataset: (config: RunConfig['dataset']) => string | undefined;
  readonly model: (model: string) => string | undefined;
}

const texts = t.run.protocol;
const lastPart = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** The texts that runs give, without doubles; undefined where they are so many that a line can't hold them. */
function common(values: readonly string[]): string | undefined {
  const different = [...new Set(values)];
  return different.length > 2 ? undefined : different.join(', ');
}

function datasetText({ dataset }: RunConfig, names: DataNames): string {
  const name = names.dataset(dataset);
  if (dataset.kind === 'folder') return name ?? lastPart(dataset.path);
  return dataset.split === 'test' ? (name ?? texts.embedded) : `${name ?? texts.embedded} (${dataset.split})`;
}

function streamsText({ shifts }: RunConfig): string {
  const [only] = shifts;
  return shifts.length === 1 && only ? shiftLabel(only.corruption, only.severity) : shiftsText(shifts);
}

/**
 * How runs were tested, in a line: `Fashion-MNIST in colour · Gaussian noise 5 · 1,000 images · Small ViT · seed 2020`.
 * Usual values are left out, as are settings with more than two values.
 */
export function protocolLine(configs: readonly RunConfig[], names: DataNames): string {
  const of = (read: (config: RunConfig) => string): string | undefined => common(configs.map(read));
  const seeds = [...new Set(configs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const parts = [
    of((config) => datasetText(config, names)),
    of(streamsText),
    of(({ images }) => (images === null ? '' : formatCount(images, 'image'))),
    of(({ order }) => (order === 'mixed' ? texts.mixed : '')),
    of(({ policy }) => (policy === 'continual' ? texts.continual : '')),
    of(({ course }) => (course === 'gradual' ? texts.gradual : '')),
    of(({ shiftOrder }) => (shiftOrder === 'shuffled' ? texts.shuffledShifts : '')),
    of(({ rounds }) => (rounds === 1 ? '' : texts.rounds(rounds))),
    of(({ resetEvery }) => (resetEvery === null ? '' : texts.resetEvery(resetEvery))),
    of(({ imbalanceRatio }) => (imbalanceRatio === null ? '' : `γ ${imbalanceRatio}`)),
    of(({ replacement }) => (replacement ? texts.replacement : '')),
    of(({ labelOrder, concentration }) => texts.labels[labelOrder](concentration)),
    of(({ orderFile }) => (orderFile === null ? '' : texts.orderFile(lastPart(orderFile)))),
    of(({ oodFolder, oodRate }) => (oodFolder === null ? '' : texts.openWorld(oodRate, lastPart(oodFolder)))),
    of(({ batchSize }) => (batchSize === 64 ? '' : texts.batch(batchSize))),
    of(({ window }) => (window === null ? '' : texts.window(window))),
    of(({ speed, stepCost }) => texts.speed[speed](stepCost)),
    of(({ model }) => names.model(model) ?? lastPart(model)),
    seeds.length === 0 ? undefined : texts.seeds(seedsText(seeds), seeds.length),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
