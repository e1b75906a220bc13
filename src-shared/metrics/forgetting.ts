import { z } from 'zod';

/** How an adapted state predicts clean images without adapting to them, beside the source model. */
export const cleanAccuracySchema = z.strictObject({
  images: z.int().positive(),
  /** Fractions. */
  top1: z.number().min(0).max(1),
  sourceTop1: z.number().min(0).max(1),
  /** That it took. */
  seconds: z.number().nonnegative(),
});
export type CleanAccuracy = z.output<typeof cleanAccuracySchema>;

/** Gain on clean images, a loss below 0: accuracy of the adapted state minus that of the source model, a fraction. */
export const forgettingOf = ({ top1, sourceTop1 }: CleanAccuracy): number => top1 - sourceTop1;

/** Means over streams, each counting the same, and seconds of all; undefined where one was not measured. */
export function averageClean(
  streams: readonly { readonly images: number; readonly clean?: CleanAccuracy }[],
): CleanAccuracy | undefined {
  const measured = streams.filter(({ images }) => images > 0).map(({ clean }) => clean);
  const known = measured.filter((clean) => clean !== undefined);
  if (known.length === 0 || known.length < measured.length) return undefined;
  const sum = (key: 'top1' | 'sourceTop1' | 'seconds'): number => known.reduce((total, clean) => total + clean[key], 0);
  return {
    images: known[0]!.images,
    top1: sum('top1') / known.length,
    sourceTop1: sum('sourceTop1') / known.length,
    seconds: sum('seconds'),
  };
}
