import { z } from 'zod';
import { markOf } from './sweeps/chosen.ts';

/** Facts of a run with external results. */
export const externalSchema = z.strictObject({
  /** Name of the file that they were read from. */
  file: z.string().min(1),
  /** Format that the file was read as, e.g. `log of SAR`. */
  format: z.string().min(1),
  /**
   * The settings that its owner states, by their keys (`comparison/settings.ts`). All others are unknown: what stands in
   * the configuration in their place means nothing.
   */
  stated: z.array(z.string().min(1)),
});
export type External = z.output<typeof externalSchema>;

/** Text for a setting that nobody stated. */
export const unknownText = 'unknown';

/** Whether a run has a setting for certain: its own do, external ones where it was stated. */
export const isStated = ({ external }: { readonly external?: External | undefined }, key: string): boolean =>
  external === undefined || external.stated.includes(key);

/** The seed of a run; null where nobody stated it. */
export const seedOf = (run: {
  readonly external?: External | undefined;
  readonly config: { readonly seed: number };
}): number | null => (isStated(run, 'seed') ? run.config.seed : null);

/** A run's name, marked where its numbers come from elsewhere, and where its setting was chosen on what they are of. */
export function markedName(
  name: string,
  run: { readonly external?: unknown; readonly tags?: readonly string[] },
): string {
  const mark = markOf(run.tags ?? []);
  return `${name}${mark && ` ${mark}`}${run.external === undefined ? '' : ' (external)'}`;
}

export const resultUnits = ['auto', 'percent', 'fraction'] as const;

const percent = z.number().min(0).max(100);
const count = z.int().positive();

/** A stream whose accuracy was read; numbers in percent. */
const resultStreamSchema = z.strictObject({
  corruption: z.string(),
  severity: z.int().min(0).max(5),
  top1: percent,
  top5: percent.nullable(),
  ece: percent.nullable(),
  /** Null where the file doesn't say it. */
  images: count.nullable(),
  /** Where accuracies of batches were given. */
  batches: z.array(z.strictObject({ images: count, top1: percent, top5: percent.nullable() })),
});
export type ResultStream = z.output<typeof resultStreamSchema>;

/** Results from elsewhere as they were read. */
export const resultsSchema = z.strictObject({
  format: externalSchema.shape.format,
  streams: z.array(resultStreamSchema).min(1),
  /** Protocol as a log states it, as settings of a run by their names. */
  protocol: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Notes for the reader, a sentence each. */
  notices: z.array(z.string()),
});
export type Results = z.output<typeof resultsSchema>;
