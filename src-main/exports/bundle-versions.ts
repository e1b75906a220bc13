import { z } from 'zod';
import { upgradeConfig } from '../../src-shared/earlier-config.ts';
import { checksumOf } from '../platform/checksum.ts';
import { summariseRun } from '../experiments/metrics-summary.ts';
import type { RunContents } from '../store/store.ts';

/** The version that is written; earlier ones can be read. */
export const bundleVersion = 9;

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

/** The second version says how many images each shift predicted. */
function withImages(json: unknown): unknown {
  const first = firstVersionSchema.safeParse(json);
  if (!first.success) return json;
  const { contents, ...rest } = first.data;
  const shifts = contents.shifts.map(({ shift, batches, ...others }) => {
    if (shift.summary === null) return { shift, batches, ...others };
    const images = batches.reduce((sum, { size }) => sum + size, 0);
    const unmeasured = images === 0 ? { top1: null, top5: null, ece: null } : {};
    return { shift: { ...shift, summary: { ...shift.summary, images, ...unmeasured } }, batches, ...others };
  });
  return { ...rest, version: 2, contents: { ...contents, shifts } };
}

const secondVersionSchema = z.looseObject({
  version: z.literal(2),
  contents: z.looseObject({ run: z.looseObject({ configHash: z.string() }) }),
});

/** Before the third version the checksum of the configuration was the identity; the lab computes the new one. */
function withIdentity(json: unknown): unknown {
  const second = secondVersionSchema.safeParse(json);
  if (!second.success) return json;
  const { contents, ...rest } = second.data;
  const { configHash: checksum, ...run } = contents.run;
  const identified = { ...contents, run: { ...run, identity: '', inputs: {} } };
  return { ...rest, version: 3, checksum, contents: identified };
}

/** To a version that may have something which the one before it had not. */
const withMore = (version: number) => (json: unknown) => {
  const before = z.looseObject({ version: z.literal(version - 1) }).safeParse(json);
  return before.success ? { ...before.data, version } : json;
};

/** The fourth version may have records of images, the fifth the source of an own method. */
const [withImageRecords, withMethodSource] = [withMore(4), withMore(5)];

const fifthVersionSchema = z.looseObject({
  version: z.literal(5),
  checksum: z.string(),
  contents: z.looseObject({ run: z.looseObject({ config: z.json() }) }),
});

/** Before the sixth version methods could have settings of their own for what all of them have now. */
function withCommonSettings(json: unknown): unknown {
  const fifth = fifthVersionSchema.safeParse(json);
  if (!fifth.success) return json;
  const { contents, ...rest } = fifth.data;
  const { run } = contents;
  const config = upgradeConfig(run.config);
  if (config === run.config) return { ...rest, version: 6, contents };
  // One that was edited must not come to fit.
  const checksum = rest.checksum === checksumOf(run.config) ? checksumOf(config) : rest.checksum;
  return {
    ...rest,
    version: 6,
    checksum,
    contents: { ...contents, run: { ...run, identity: '', config } },
  };
}

const sixthVersionSchema = z.looseObject({ version: z.literal(6), contents: z.looseObject({}) });

/** The seventh version has records of gradients. */
function withGradientRecords(json: unknown): unknown {
  const sixth = sixthVersionSchema.safeParse(json);
  if (!sixth.success) return json;
  const { contents, ...rest } = sixth.data;
  return { ...rest, version: 7, contents: { gradients: [], ...contents } };
}

/** The eighth version may have the weights of images. */
const withImageWeights = withMore(8);

const eighthVersionSchema = z.looseObject({ version: z.literal(8), contents: z.looseObject({}) });

/** Before the ninth version a run had the source of one own method at most. */
function withSources(json: unknown): unknown {
  const eighth = eighthVersionSchema.safeParse(json);
  if (!eighth.success) return json;
  const { method, ...contents } = eighth.data.contents;
  const sources = typeof method === 'object' ? { sources: [{ input: 'method', ...method }] } : {};
  return { ...eighth.data, version: 9, contents: { ...contents, ...sources } };
}

/** The JSON of a bundle of an earlier version with what later ones have; any other JSON as it is. */
export function upgradeBundle(json: unknown): unknown {
  const upgrades = [
    ...[withImages, withIdentity, withImageRecords, withMethodSource, withCommonSettings],
    ...[withGradientRecords, withImageWeights, withSources],
  ];
  return upgrades.reduce((before, upgrade) => upgrade(before), json);
}

/** Contents whose summary follows from the shifts: the first version counted images that could not be read. */
export function resummarise(contents: RunContents): RunContents {
  const { run, shifts } = contents;
  const summaries = shifts.flatMap(({ shift }) => shift.summary ?? []);
  if (run.kind !== 'adapt' || run.summary === null || summaries.every(({ skipped }) => skipped === 0)) return contents;
  const { totalSeconds, peakMemoryBytes, gpuMemoryBytes } = run.summary;
  const measured = { totalSeconds, peakMemoryBytes, ...(gpuMemoryBytes === undefined ? {} : { gpuMemoryBytes }) };
  return { ...contents, run: { ...run, summary: summariseRun(summaries, measured) } };
}
