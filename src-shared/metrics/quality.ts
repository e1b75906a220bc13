import { z } from 'zod';
import { outlierLabel, recordBytes, unpackRecords, withoutOutliers, type ImageColumns } from './image-records.ts';
import { rankingOf, riskCoverage, type Ranking } from './ranking.ts';

const fraction = z.number().min(0).max(1);
const loss = z.number().nonnegative();
/** Null where all predictions are right, or all are wrong. */
const ranking = fraction.nullable();

/**
 * How good the probabilities of a stream are, beyond its accuracy. Means over images. A ranking says how well a score separates
 * wrong predictions from right ones: AUROC, average precision, and the false-positive rate where 95 % are found.
 */
export const qualitySchema = z.strictObject({
  nll: loss,
  brier: loss,
  /** Of the predictions; absent in runs of older versions. */
  entropy: loss.exactOptional(),
  /** Right predictions found by their confidence. */
  auroc: ranking,
  aupr: ranking,
  fpr95: ranking,
  /** By low entropy, and by low energy. */
  aurocEntropy: ranking,
  auprEntropy: ranking,
  fpr95Entropy: ranking,
  aurocEnergy: ranking,
  auprEnergy: ranking,
  fpr95Energy: ranking,
  /** Area under the risk–coverage curve. */
  aurc: fraction,
  /** Accuracy of the class with the lowest one, among those that occur. */
  worstClass: fraction,
  /** Images of known and unknown classes separated by confidence, low entropy and low energy, where a stream has both. */
  oodAuroc: ranking.exactOptional(),
  oodAurocEntropy: ranking.exactOptional(),
  oodAurocEnergy: ranking.exactOptional(),
});
export type Quality = z.output<typeof qualitySchema>;

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

/** Right and all images of each class that occurs, by class. */
export function perClass(
  label: ArrayLike<number>,
  isWrong: ArrayLike<number>,
): Map<number, { images: number; correct: number }> {
  const classes = new Map<number, { images: number; correct: number }>();
  for (let i = 0; i < label.length; i++) {
    const counts = classes.get(label[i]!) ?? { images: 0, correct: 0 };
    counts.images++;
    if (isWrong[i] === 0) counts.correct++;
    classes.set(label[i]!, counts);
  }
  return classes;
}

/** Quality of the predictions of a stream of at least one image. */
export function qualityOf(columns: ImageColumns): Quality {
  const { confidence, entropy, energy, rank, nll, brier } = columns;
  const isRight = Uint8Array.from(rank, (value) => (value === 0 ? 1 : 0));
  const isWrong = Uint8Array.from(rank, (value) => (value === 0 ? 0 : 1));
  const rankedBy = (scores: ArrayLike<number>): Partial<Ranking> => rankingOf(scores, isRight) ?? {};
  const byConfidence = rankedBy(confidence);
  const byEntropy = rankedBy(entropy.map((value) => -value));
  const byEnergy = rankedBy(energy.map((value) => -value));
  return {
    nll: mean(nll),
    brier: mean(brier),
    entropy: mean(entropy),
    auroc: byConfidence.auroc ?? null,
    aupr: byConfidence.aupr ?? null,
    fpr95: byConfidence.fpr95 ?? null,
    aurocEntropy: byEntropy.auroc ?? null,
    auprEntropy: byEntropy.aupr ?? null,
    fpr95Entropy: byEntropy.fpr95 ?? null,
    aurocEnergy: byEnergy.auroc ?? null,
    auprEnergy: byEnergy.aupr ?? null,
    fpr95Energy: byEnergy.fpr95 ?? null,
    aurc: riskCoverage(confidence, isWrong)!.area,
    worstClass: Math.min(
      ...[...perClass(columns.label, isWrong).values()].map(({ images, correct }) => correct / images),
    ),
  };
}

/** How well images of known classes are separated from those of unknown ones. */
function openWorld({ label, confidence, entropy, energy }: ImageColumns): Partial<Quality> {
  const isKnown = Uint8Array.from(label, (value) => (value === outlierLabel ? 0 : 1));
  const auroc = (scores: ArrayLike<number>): number | null => rankingOf(scores, isKnown)?.auroc ?? null;
  return {
    oodAuroc: auroc(confidence),
    oodAurocEntropy: auroc(entropy.map((value) => -value)),
    oodAurocEnergy: auroc(energy.map((value) => -value)),
  };
}

/**
 * A summary with the quality of the predictions, where all of its images have a record.
 * @param records packed, of the whole stream
 */
export function withQuality<Summary extends { readonly images: number; readonly outliers?: number }>(
  summary: Summary,
  records: Uint8Array,
): Summary & { quality?: Quality } {
  const { images, outliers = 0 } = summary;
  if (images === 0 || records.length !== (images + outliers) * recordBytes) return summary;
  const known = qualityOf(unpackRecords(withoutOutliers(records)));
  return { ...summary, quality: outliers === 0 ? known : { ...known, ...openWorld(unpackRecords(records)) } };
}

/** Means over streams, each counting the same; a value that a stream lacks is left out. Undefined where one has no quality. */
export function averageQuality(
  streams: readonly { readonly images: number; readonly quality?: Quality }[],
): Quality | undefined {
  const qualities = streams.filter(({ images }) => images > 0).map(({ quality }) => quality);
  const known = qualities.filter((quality) => quality !== undefined);
  if (known.length === 0 || known.length < qualities.length) return undefined;
  const found = Object.keys(qualitySchema.shape).filter((key) => known.some((quality) => key in quality));
  const averages = found.map((key) => {
    const values = known.flatMap((quality) => quality[key as keyof Quality] ?? []);
    return [key, values.length === 0 ? null : mean(values)];
  });
  return qualitySchema.parse(Object.fromEntries(averages));
}
