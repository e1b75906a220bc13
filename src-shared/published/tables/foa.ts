import { imagesInBenchmark } from '../../paper-setup.ts';
import { runProtocol } from '../../protocol.ts';
import { mainProtocol, paperCheckpoint } from '../protocols.ts';
import type { PublishedTable } from '../published-table.ts';

const work = 'FOA (ICML 2024)';

/** Accuracy and calibration error by method. */
const printed: Readonly<Record<string, readonly [top1: number, ece: number]>> = {
  noadapt: [55.5, 10.5],
  lame: [54.1, 11.0],
  t3a: [56.9, 26.8],
  tent: [59.6, 18.5],
  cotta: [61.7, 6.5],
  sar: [62.7, 7.0],
  foa: [66.3, 3.2],
};

/**
 * The column "ViT (full precision, 32-bit)" of the results in the README of mr-eggplant/FOA: averages over the 15 corruptions
 * at severity 5. Settings are those of its main.py: timm 0.9.10, seed 2020, batches of 64, reset after each corruption,
 * statistics of all source images; mean and std 0.5 by its authors in issue 2. Its columns for quantised models are of
 * models that the lab does not have.
 */
export const foaPublished: readonly PublishedTable[] = (['top1', 'ece'] as const).map((metric, place) => ({
  work,
  source: `${work}, results in its repository`,
  benchmark: 'imagenet-c',
  checkpoint: paperCheckpoint,
  settings: { ...runProtocol(mainProtocol), sourceImages: null, normalisation: 'half', seed: 2020 },
  images: imagesInBenchmark.imagenetC,
  metric,
  rows: Object.entries(printed).map(([method, values]) => ({ method, values: { average: values[place]! } })),
}));
