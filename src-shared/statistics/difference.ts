import { z } from 'zod';
import { mcnemar } from './mcnemar.ts';
import { pairedBootstrap, type PairedShift } from './paired-bootstrap.ts';
import { wilcoxon } from './wilcoxon.ts';

const p = z.number().min(0).max(1);
const count = z.int().nonnegative();

/** Whether two methods really differ in accuracy, tested image by image. Differences are fractions. */
export const differenceSchema = z.strictObject({
  /** Accuracy of the row minus that of the other: mean over seeds of the average over streams. */
  difference: z.number(),
  /** 95 % interval. */
  low: z.number(),
  high: z.number(),
  /** Of the bootstrap, two-sided. */
  p,
  /** The same adjusted for all rows tested at once (Holm). */
  adjustedP: p,
  /** Pairs of runs with the same seed. */
  seeds: count,
  /** Signed-rank test over the streams; null with one stream, or where no stream differs. */
  wilcoxonP: p.nullable(),
  /** By stream, over all seeds together: images that only one of the two has right, and the exact McNemar test. */
  streams: z.array(z.strictObject({ id: z.string(), images: count, gained: count, lost: count, p })),
});
export type Difference = z.output<typeof differenceSchema>;

/** Said where runs are compared with one seed alone. */
export const oneSeedSentence =
  'With one seed only the images are resampled, which is too narrow: images of an online stream are not independent once the model adapts. Run more seeds.';

/** A stream of two runs with one seed. */
export interface PairedStream extends PairedShift {
  /** e.g. `fog/5`. */
  readonly id: string;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Tests a difference; `adjustedP` is still that of the test alone. @param seeds by seed, the same streams in each */
export function testDifference(seeds: readonly (readonly PairedStream[])[]): Difference {
  const { difference, low, high, p: bootstrapP } = pairedBootstrap(seeds);
  const streams = seeds[0]!.map(({ id }, place) => {
    const all = seeds.map((streams) => streams[place]!);
    const [images, gained, lost] = (['images', 'gained', 'lost'] as const).map((key) =>
      sum(all.map((one) => one[key])),
    ) as [number, number, number];
    return { id, images, gained, lost, p: mcnemar(gained, lost) };
  });
  const perStream = streams.map((_, place) => {
    const differences = seeds
      .map((streams) => streams[place]!)
      .map(({ images, gained, lost }) => (gained - lost) / images);
    return sum(differences) / differences.length;
  });
  return {
    ...{ difference, low, high, p: bootstrapP, adjustedP: bootstrapP },
    seeds: seeds.length,
    wilcoxonP: streams.length > 1 ? (wilcoxon(perStream)?.p ?? null) : null,
    streams,
  };
}
