import { z } from 'zod';
import { summariseRun } from '../experiments/metrics-summary.ts';
import type { RunContents } from '../store/store.ts';

/** The version that is written; earlier ones can be read. */
export const bundleVersion = 2;

const firstVersionSchema = z.looseObject({
  version: z.literal(1),
  contents: z.looseObject({
    shifts: z.array(
      z.looseObject({
        shift: z.looseObject({ summary: z.looseObject({}).nullable() }),
        batches: z.array(z.looseObject({ size: z.number() })),
      }),
    ),
  }),
});

/** The JSON of a bundle of the first version with what later ones have; any other JSON as it is. */
export function upgradeBundle(json: unknown): unknown {
  const first = firstVersionSchema.safeParse(json);
  if (!first.success) return json;
  const { contents, ...rest } = first.data;
  const shifts = contents.shifts.map(({ shift, batches, ...others }) => {
    if (shift.summary === null) return { shift, batches, ...others };
    const images = batches.reduce((sum, { size }) => sum + size, 0);
    const unmeasured = images === 0 ? { top1: null, top5: null, ece: null } : {};
    return { shift: { ...shift, summary: { ...shift.summary, images, ...unmeasured } }, batches, ...others };
  });
  return { ...rest, version: bundleVersion, contents: { ...contents, shifts } };
}

/** Contents whose summary follows from the shifts: the first version counted images that could not be read. */
export function resummarise(contents: RunContents): RunContents {
  const { run, shifts } = contents;
  const summaries = shifts.flatMap(({ shift }) => shift.summary ?? []);
  if (run.kind !== 'adapt' || run.summary === null || summaries.every(({ skipped }) => skipped === 0)) return contents;
  return { ...contents, run: { ...run, summary: summariseRun(summaries, run.summary) } };
}
