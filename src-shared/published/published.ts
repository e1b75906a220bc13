import { corruptionNames } from '../corruptions.ts';
import type { RunProtocol } from '../protocol.ts';
import { runProtocolSchema, type Benchmark, type RunConfig } from '../run-config.ts';
import { paperModel, table1, table3, table5Accuracy, table7 } from './paper.ts';
import { mainProtocol, paperSeverity } from './protocols.ts';

/** A number printed in the paper that one's own may be laid beside. */
export interface Published {
  /** Percent. */
  readonly value: number;
  /** Where it stands, e.g. `Table 1, ViT-B/16`. */
  readonly source: string;
}

type Settings = Pick<RunConfig, 'dataset' | 'method'> & Omit<RunProtocol, 'shifts' | 'images' | 'sourceImages'>;

const table3Columns: Readonly<Partial<Record<Benchmark, number>>> = {
  'imagenet-r': 0,
  'imagenet-sketch': 1,
  'imagenet-a': 2,
};

function published(value: number | undefined, table: string): Published | null {
  return value === undefined ? null : { value, source: `${table}, ${paperModel}` };
}

function benchmarkOf({ dataset }: Settings): Benchmark | undefined {
  return dataset.kind === 'folder' ? dataset.benchmark : undefined;
}

/** What the main tables fix; what they vary is compared with their columns, and how many images there are hardly moves a number. */
const fixed = runProtocolSchema.omit({ shifts: true, images: true, order: true, sourceImages: true });

/** Batches of 64, a fresh model for each stream, labels evenly mixed, no budget. */
function isMainProtocol(settings: Settings): boolean {
  const names = Object.keys(fixed.shape) as (keyof typeof fixed.shape)[];
  return names.every((name) => settings[name] === mainProtocol[name]);
}

/**
 * The published accuracy of this method on one stream, where the paper has one for the same protocol; null elsewhere.
 * @param corruption name of the stream's corruption, `clean` for a folder as it is, `mixed` for shuffled shifts
 */
export function publishedAccuracy(config: Settings, corruption: string, severity: number): Published | null {
  const benchmark = benchmarkOf(config);
  if (benchmark === undefined || !isMainProtocol(config)) return null;
  if (benchmark !== 'imagenet-c') {
    const column = table3Columns[benchmark];
    return column === undefined ? null : published(table3[config.method]?.[column], 'Table 3');
  }
  if (config.order === 'mixed') return published(table7[config.method], 'Table 7');
  const column = corruptionNames.findIndex((name) => name === corruption);
  if (column < 0 || severity !== paperSeverity) return null;
  return published(table1[config.method]?.[column], 'Table 1');
}

/** The published average over the 15 corruptions of ImageNet-C at severity 5, for runs of exactly these. */
export function publishedAverage(config: Settings & Pick<RunConfig, 'shifts'>): Published | null {
  if (benchmarkOf(config) !== 'imagenet-c' || !isMainProtocol(config)) return null;
  if (config.order === 'mixed') return published(table7[config.method], 'Table 7');
  const names = new Set(config.shifts.map(({ corruption }) => corruption));
  const complete =
    config.shifts.length === corruptionNames.length &&
    corruptionNames.every((name) => names.has(name)) &&
    config.shifts.every(({ severity }) => severity === paperSeverity);
  if (!complete) return null;
  const average = table1[config.method]?.[corruptionNames.length];
  return average === undefined ? published(table5Accuracy[config.method], 'Table 5') : published(average, 'Table 1');
}
