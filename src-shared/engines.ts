import { z } from 'zod';

export const engineIdSchema = z.enum(['onnx-cpu', 'onnx-webgpu', 'onnx-cuda', 'tensorflow', 'wasm']);
export type EngineId = z.output<typeof engineIdSchema>;

/** Facts about an engine on this computer. */
export const engineReportSchema = z.strictObject({
  id: engineIdSchema,
  available: z.boolean(),
  device: z.string().exactOptional(),
  version: z.string().exactOptional(),
  threads: z.int().nonnegative().exactOptional(),
  /** Why it is not available, and what to do about it. */
  reason: z.string().exactOptional(),
  hint: z.string().exactOptional(),
});
export type EngineReport = z.output<typeof engineReportSchema>;

/** Software that the lab can fetch for an engine. */
export const engineSetupSchema = z.enum(['cuda', 'tensorflow']);
export type EngineSetup = z.output<typeof engineSetupSchema>;

/** How far the fetching of an engine is. */
export const provisionProgressSchema = z.strictObject({
  /** Activity under way. */
  text: z.string(),
  doneBytes: z.int().nonnegative(),
  totalBytes: z.int().nonnegative(),
});
export type ProvisionProgress = z.output<typeof provisionProgressSchema>;

/** A set-up of an engine that is under way. */
export const setupUnderWaySchema = provisionProgressSchema.extend({ setup: engineSetupSchema });
export type SetupUnderWay = z.output<typeof setupUnderWaySchema>;

/** A GPU that is there but is not used: why, and what to do about it. */
const engineGapSchema = z.strictObject({
  text: z.string(),
  hint: z.string(),
  /** Software that the lab can fetch to change that; null where it is for the user to do. */
  setup: engineSetupSchema.nullable(),
});
export type EngineGap = z.output<typeof engineGapSchema>;

/** How fast an engine was in a race. */
const raceEntrySchema = z.strictObject({
  engine: engineIdSchema,
  /** Null where it failed. */
  device: z.string().nullable(),
  forwardSecondsPerImage: z.number().positive().nullable(),
  stepSecondsPerImage: z.number().positive().nullable(),
  /** Why it failed. */
  problem: z.string().nullable(),
});
export type RaceEntry = z.output<typeof raceEntrySchema>;

/** The engines of this computer timed on models of one family; the fastest is what `auto` means for them. */
export const engineRaceSchema = z.strictObject({
  /** Architecture and size of images. */
  family: z.string(),
  batchSize: z.int().positive(),
  /** CPU threads; 0 where the engine decides. */
  threads: z.int().nonnegative(),
  measuredAt: z.iso.datetime(),
  chosen: engineIdSchema,
  reason: z.string(),
  entries: z.array(raceEntrySchema).min(1),
});
export type EngineRace = z.output<typeof engineRaceSchema>;

/** The candidates of `auto` on this computer, their measurements, and possible improvements. */
export const autoEngineSchema = z.strictObject({
  candidates: z.array(engineIdSchema).min(1),
  races: z.array(engineRaceSchema),
  gaps: z.array(engineGapSchema),
});
export type AutoEngine = z.output<typeof autoEngineSchema>;

const byStep = (entry: RaceEntry): number => entry.stepSecondsPerImage ?? Infinity;

function perImage(seconds: number): string {
  const ms = 1000 * seconds;
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

/** Entries, the fastest first; those that failed last. */
export function inOrder(entries: readonly RaceEntry[]): RaceEntry[] {
  return entries.toSorted((a, b) => (byStep(a) === byStep(b) ? 0 : byStep(a) - byStep(b)));
}

/** Result of a race, e.g. `measured 12.0 ms per image; onnx-cpu 95.0 ms, onnx-cuda failed`. */
export function raceReason(entries: readonly RaceEntry[]): string {
  const [first, ...others] = inOrder(entries);
  const rest = others.map(
    ({ engine, stepSecondsPerImage: step }) => `${engine} ${step === null ? 'failed' : perImage(step)}`,
  );
  return [`measured ${perImage(first?.stepSecondsPerImage ?? 0)} per image`, rest.join(', ')]
    .filter((part) => part !== '')
    .join('; ');
}
