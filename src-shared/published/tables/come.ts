import { corruptionNames } from '../../corruptions.ts';
import { imagesInBenchmark } from '../../paper-setup.ts';
import { runProtocol } from '../../protocol.ts';
import { wildNormalisation, wildProtocol } from '../protocols.ts';
import type { PublishedRow, PublishedTable } from '../published-table.ts';

const work = 'COME (ICLR 2025)';

const row = (method: string, values: readonly number[], options: PublishedRow['options'] = {}): PublishedRow => ({
  method,
  options,
  values: Object.fromEntries([...corruptionNames, 'average'].map((name, place) => [name, values[place]!])),
});

/** With its entropy, of the opinion, in place of that of the prediction. */
const come = { entropy: 'opinion' } as const;

/**
 * The results in the README of BlueWhaleLab/COME, the 15 corruptions and their average, by its start.sh: ViT-Base of timm,
 * severity 5, seed 2024, batches of 64, a new model for each corruption. Its checkpoint is unknown: timm 0.9.12,
 * which it asks for, has another under that name than the one that its line without adaptation would fit.
 */
export const comePublished: readonly PublishedTable[] = [
  {
    work,
    source: `${work}, results in its repository`,
    benchmark: 'imagenet-c',
    checkpoint: null,
    settings: { ...runProtocol(wildProtocol), normalisation: wildNormalisation, seed: 2024 },
    images: imagesInBenchmark.imagenetC,
    metric: 'top1',
    rows: [
      row('noadapt', [35.1, 32.2, 35.9, 31.4, 25.3, 39.4, 31.6, 24.5, 30.1, 54.7, 64.5, 49.0, 34.2, 53.2, 56.5, 39.8]),
      row('tent', [52.4, 51.8, 53.3, 53.0, 47.6, 56.8, 47.6, 10.6, 28.0, 67.5, 74.2, 67.4, 50.2, 66.7, 64.6, 52.8]),
      row(
        'tent',
        [53.8, 53.7, 55.3, 55.7, 51.7, 59.7, 52.7, 59.0, 61.7, 71.3, 78.2, 68.7, 57.7, 70.5, 68.2, 61.2],
        come,
      ),
      row('eata', [55.9, 56.5, 57.1, 54.1, 53.3, 61.9, 58.7, 62.1, 60.2, 71.3, 75.4, 68.5, 62.8, 69.3, 66.6, 62.2]),
      row(
        'eata',
        [56.2, 56.6, 57.2, 58.1, 57.6, 62.5, 59.5, 65.5, 63.9, 72.5, 78.1, 69.7, 66.5, 72.4, 70.7, 64.5],
        come,
      ),
      row('sar', [52.7, 52.1, 53.6, 53.5, 48.9, 56.7, 48.8, 22.5, 51.9, 67.5, 73.4, 66.8, 52.7, 66.3, 64.5, 55.5]),
      row(
        'sar',
        [56.2, 56.5, 57.5, 58.3, 56.7, 62.9, 58.2, 65.3, 64.8, 72.6, 78.5, 69.3, 64.4, 71.9, 69.5, 64.2],
        come,
      ),
    ],
  },
];
