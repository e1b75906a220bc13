import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { z } from 'zod';
import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import type { CorruptionName, Severity } from '../../../src-shared/corruptions.ts';
import { LabError, toLabError } from '../../../src-shared/errors.ts';
import type { RgbImage } from '../image.ts';
import type { ImageStatistics } from './statistics.ts';

/** Name of the file of expected statistics in a reference folder. */
const referenceFileName = 'corruption_stats.json';

/** Result of a reference implementation for one photo, corruption and severity. */
export interface ReferenceCase {
  readonly photo: string;
  readonly corruption: CorruptionName;
  readonly severity: Severity;
  readonly expected: ImageStatistics;
  /** Standard deviation over the reference's seeds; absent where the corruption has no randomness. */
  readonly spread?: ImageStatistics;
}

export interface Reference {
  /** Number of seeds the expectations of random corruptions are means over. */
  readonly seedCount: number;
  readonly cases: readonly ReferenceCase[];
}

const perChannel = z.array(z.number()).length(3);

const statistics = z.object({
  channel_mean: perChannel,
  channel_std: perChannel,
  mse: z.number(),
  hgrad_energy: z.number(),
  vgrad_energy: z.number(),
});

const spread = z.object({
  channel_mean_seed_std: perChannel,
  channel_std_seed_std: perChannel,
  mse_seed_std: z.number(),
  hgrad_energy_seed_std: z.number(),
  vgrad_energy_seed_std: z.number(),
});

const deterministicEntry = statistics.transform((expected) => ({ expected }));

const randomEntry = statistics.extend(spread.shape).transform((entry) => ({
  expected: statistics.parse(entry),
  spread: {
    channel_mean: entry.channel_mean_seed_std,
    channel_std: entry.channel_std_seed_std,
    mse: entry.mse_seed_std,
    hgrad_energy: entry.hgrad_energy_seed_std,
    vgrad_energy: entry.vgrad_energy_seed_std,
  },
}));

/** Keys from outside in: corruption, severity, photo. */
const nested = <T extends z.ZodType>(entry: T) =>
  z.record(z.string(), z.record(z.string(), z.record(z.string(), entry))).default({});

const referenceFile = z.object({
  n_seeds: z.int().positive(),
  random: nested(randomEntry),
  deterministic: nested(deterministicEntry),
});

/**
 * Reads the expected statistics of a reference folder.
 *
 * @throws LabError if the file is missing, is not of the expected form or names an unknown corruption or severity
 */
export async function readReference(folder: string): Promise<Reference> {
  const path = join(folder, referenceFileName);
  const content = referenceFile.safeParse(parseJson(await readText(path), path));
  if (!content.success) {
    throw new LabError(
      'bad-input',
      `${path} is not a file of corruption statistics: ${z.prettifyError(content.error)}`,
    );
  }
  const { n_seeds: seedCount, deterministic, random } = content.data;
  return { seedCount, cases: [...flatten(deterministic, path), ...flatten(random, path)] };
}

/**
 * Decodes an image file to RGB.
 *
 * @returns undefined if there is no such file
 */
export async function readPhoto(path: string): Promise<RgbImage | undefined> {
  try {
    const bytes = await readFile(path);
    const { data, info } = await sharp(bytes)
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new LabError('bad-input', `${path} could not be read as an image.`, undefined, error);
  }
}

function flatten<T extends Pick<ReferenceCase, 'expected' | 'spread'>>(
  section: Record<string, Record<string, Record<string, T>>>,
  path: string,
): ReferenceCase[] {
  return Object.entries(section).flatMap(([corruption, bySeverity]) =>
    Object.entries(bySeverity).flatMap(([severityKey, byPhoto]) => {
      const severity = Number(severityKey);
      if (!isCorruptionName(corruption))
        throw new LabError('bad-input', `${path} names an unknown corruption, ${corruption}.`);
      if (!isSeverity(severity)) throw new LabError('bad-input', `${path} names an unknown severity, ${severityKey}.`);
      return Object.entries(byPhoto).map(([photo, entry]) => ({ photo, corruption, severity, ...entry }));
    }),
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw toLabError(error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new LabError('bad-input', `${path} is not valid JSON.`, undefined, error);
  }
}
