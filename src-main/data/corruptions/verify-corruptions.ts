import { join } from 'node:path';
import type { CorruptionName, Severity } from '../../../src-shared/corruptions.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { RgbImage } from '../image.ts';
import { corrupt } from './corrupt.ts';
import type { StrengthTable } from './parameters.ts';
import { readPhoto, readReference } from './reference.ts';
import type { ReferenceCase } from './reference.ts';
import { imageStatistics, meanAbsoluteDifference, meanStatistics } from './statistics.ts';
import type { ImageStatistics } from './statistics.ts';
import { tableForSize } from './strength-tables.ts';

/** One comparison with the reference. */
export interface VerificationRow {
  readonly photo: string;
  readonly corruption: CorruptionName;
  readonly severity: Severity;
  /** A statistic (`mse`, `channel_mean.red`, …) or `mean_absolute_difference` to the reference's own image. */
  readonly metric: string;
  readonly expected: number;
  readonly actual: number;
  /** Largest |actual − expected| that passes. */
  readonly tolerance: number;
  readonly pass: boolean;
}

export interface VerificationOptions {
  /** How many seeds the statistics of random corruptions are averaged over. Default: 20. */
  readonly seeds?: number;
  /** Strengths to verify. Default: the published table for the size of each photo. */
  readonly table?: StrengthTable;
  /** Called after each case. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Mean absolute difference in grey levels up to which an image counts as that of the reference. */
const pixelTolerance = (corruption: CorruptionName): number => (corruption === 'jpeg_compression' ? 2 : 1);

/** Relative difference of statistics that passes; frost has textures of its own. */
const relativeTolerance = (corruption: CorruptionName): number => (corruption === 'frost' ? 0.15 : 0.05);

/** Means over few seeds may differ by chance: by up to this many standard errors. */
const standardErrors = 3;

const channelNames = ['red', 'green', 'blue'] as const;

/**
 * Compares the lab's corruptions with a folder of photos (`<photo>.png`), results of a reference implementation
 * (`<photo>__<corruption>__s<severity>.png`, for corruptions without randomness) and its statistics.
 * The folder's statistics file says which photos, corruptions and severities there are.
 *
 * @throws LabError if the folder is incomplete or damaged
 */
export async function verifyCorruptions(folder: string, options: VerificationOptions = {}): Promise<VerificationRow[]> {
  const { seeds = 20, onProgress } = options;
  if (!Number.isSafeInteger(seeds) || seeds < 1) {
    throw new LabError('bad-option', `The number of seeds must be a positive integer, not ${seeds}.`);
  }
  const { seedCount, cases } = await readReference(folder);
  const photos = await readCleanPhotos(folder, cases);
  const rows: VerificationRow[] = [];
  for (const [i, one] of cases.entries()) {
    const clean = photos.get(one.photo)!;
    const table = options.table ?? tableForSize(clean);
    const results = await corruptWithSeeds(one, clean, table, one.spread ? seeds : 1);
    const actual = meanStatistics(results.map((result) => imageStatistics(result, clean)));
    rows.push(...(await compareImages(folder, one, results[0]!)));
    rows.push(...compareStatistics(one, actual, Math.sqrt(1 / seedCount + 1 / seeds)));
    onProgress?.(i + 1, cases.length);
  }
  return rows;
}

async function readCleanPhotos(folder: string, cases: readonly ReferenceCase[]): Promise<Map<string, RgbImage>> {
  const photos = new Map<string, RgbImage>();
  for (const name of new Set(cases.map(({ photo }) => photo))) {
    const path = join(folder, `${name}.png`);
    const image = await readPhoto(path);
    if (!image) throw new LabError('not-found', `${path} does not exist, but the statistics name it.`);
    photos.set(name, image);
  }
  return photos;
}

async function corruptWithSeeds(
  { corruption, severity }: ReferenceCase,
  clean: RgbImage,
  table: StrengthTable,
  seeds: number,
): Promise<RgbImage[]> {
  const results: RgbImage[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    results.push(await corrupt(clean, corruption, severity, { table, seed, index: 0 }));
  }
  return results;
}

/** Compares with the reference's own image where the corruption has no randomness and the folder has that image. */
async function compareImages(folder: string, one: ReferenceCase, actual: RgbImage): Promise<VerificationRow[]> {
  if (one.spread) return [];
  const path = join(folder, `${one.photo}__${one.corruption}__s${one.severity}.png`);
  const expected = await readPhoto(path);
  if (!expected) return [];
  if (expected.data.length !== actual.data.length) {
    throw new LabError('bad-input', `${path} has not the size of ${one.photo}.png.`);
  }
  const difference = meanAbsoluteDifference(expected, actual);
  return [row(one, 'mean_absolute_difference', 0, difference, pixelTolerance(one.corruption))];
}

/** @param errorScale standard error of the difference of the two means, in units of the spread over seeds */
function compareStatistics(one: ReferenceCase, actual: ImageStatistics, errorScale: number): VerificationRow[] {
  const expected = listStatistics(one.expected);
  const measured = listStatistics(actual);
  const spreads = one.spread && listStatistics(one.spread);
  return expected.map(({ metric, value }, i) => {
    const byChance = standardErrors * errorScale * (spreads?.[i]?.value ?? 0);
    const tolerance = Math.max(relativeTolerance(one.corruption) * Math.abs(value), byChance);
    return row(one, metric, value, measured[i]!.value, tolerance);
  });
}

function listStatistics(statistics: ImageStatistics): { metric: string; value: number }[] {
  return [
    ...channelNames.map((name, c) => ({ metric: `channel_mean.${name}`, value: statistics.channel_mean[c]! })),
    ...channelNames.map((name, c) => ({ metric: `channel_std.${name}`, value: statistics.channel_std[c]! })),
    { metric: 'mse', value: statistics.mse },
    { metric: 'hgrad_energy', value: statistics.hgrad_energy },
    { metric: 'vgrad_energy', value: statistics.vgrad_energy },
  ];
}

function row(
  { photo, corruption, severity }: ReferenceCase,
  metric: string,
  expected: number,
  actual: number,
  tolerance: number,
): VerificationRow {
  const pass = Math.abs(actual - expected) <= tolerance;
  return { photo, corruption, severity, metric, expected, actual, tolerance, pass };
}
