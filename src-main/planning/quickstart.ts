import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { corruptionNames } from '../../src-shared/corruptions.ts';
import { LabError } from '../../src-shared/errors.ts';
import { runConfigSchema, type RunConfigInput } from '../../src-shared/run-config.ts';
import { packageRoot } from '../platform/package-root.ts';

const { options, mgg, model, images, batchSize, seed, sourceImages } = runConfigSchema.shape;
const text = z.string().min(1);
/** `name` distinguishes runs of the same method. */
const entrySchema = z.strictObject({ name: text, method: text, options, mgg });
export type QuickstartEntry = z.output<typeof entrySchema>;

/**
 * The embedded experiment: what was fixed on validation images when the lab was made. `runs` are in the order of the
 * table. Those marked `quick` are the quick start, the suites have all. `transfer` are the runs of the transfer's table that
 * it has besides, by models, each with the sweep that has chosen their rates.
 */
const quickstartSettingsSchema = z.strictObject({
  images,
  severity: z.int().min(1).max(5),
  batchSize,
  seed,
  sourceImages,
  runs: z.array(entrySchema.extend({ quick: z.boolean() })).min(1),
  transfer: z.array(z.strictObject({ model, sweep: text, runs: z.array(entrySchema) })),
});
export type QuickstartSettings = z.output<typeof quickstartSettingsSchema>;

export const quickstartSettingsFile = path.join('resources', 'quickstart', 'settings.json');

/** @throws LabError `not-found` or `bad-input` when the shipped settings are missing or damaged */
export async function readQuickstartSettings(root = packageRoot()): Promise<QuickstartSettings> {
  const file = path.join(root, quickstartSettingsFile);
  try {
    return quickstartSettingsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const what = missing ? 'are missing' : 'are damaged';
    throw new LabError(
      missing ? 'not-found' : 'bad-input',
      `The settings of the quick start (${file}) ${what}.`,
      'Install the lab again.',
      error,
    );
  }
}

/** Options of a quick start besides its settings. */
export interface QuickstartOptions {
  readonly engine?: RunConfigInput['engine'];
  readonly threads?: number;
  /** Test images per corruption. */
  readonly images?: number;
}

/** `short`: one corruption, with only a few seconds before the first batch. */
export type QuickstartScale = 'short' | 'full';

const shortMethods = ['noadapt', 'tent', 'mgtta'];
const shortImages = 1000;

/** The group of the runs of one quick start; the minute distinguishes several. */
export function quickstartGroup(scale: QuickstartScale, now: Date): string {
  const minute = now.toISOString().slice(0, 16).replace('T', ' ');
  return `${scale === 'short' ? 'First look' : 'Quick start'} ${minute} UTC`;
}

/** The runs of the quick start, named. */
export function quickstartRuns(
  settings: QuickstartSettings,
  { engine = 'auto', threads = 0, images: asked }: QuickstartOptions = {},
  scale: QuickstartScale = 'full',
): { readonly name: string; readonly config: RunConfigInput }[] {
  const isShort = scale === 'short';
  const runs = isShort
    ? shortMethods.flatMap((method) => settings.runs.find((run) => run.method === method) ?? [])
    : settings.runs.filter(({ quick }) => quick);
  const corruptions = isShort ? corruptionNames.slice(0, 1) : corruptionNames;
  return runs.map(({ name, method, options, mgg }) => ({
    name,
    config: {
      dataset: { kind: 'quickstart', split: 'test' },
      model: 'quickstart',
      mgg,
      method,
      options,
      shifts: corruptions.map((corruption) => ({ corruption, severity: settings.severity })),
      images: asked ?? (isShort ? Math.min(shortImages, settings.images ?? shortImages) : settings.images),
      batchSize: settings.batchSize,
      seed: settings.seed,
      sourceImages: settings.sourceImages,
      engine,
      threads,
    },
  }));
}
