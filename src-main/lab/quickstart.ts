import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { corruptionNames } from '../../src-shared/corruptions.ts';
import { LabError } from '../../src-shared/errors.ts';
import { runConfigSchema, type RunConfigInput } from '../../src-shared/run-config.ts';
import { packageRoot } from '../jobs/package-root.ts';

const { options, mgg, images, batchSize, seed, sourceImages } = runConfigSchema.shape;

/**
 * The embedded experiment: what was fixed on validation images when the lab was made. `runs` are in the order of the
 * table; `name` tells runs of the same method apart.
 */
export const quickstartSettingsSchema = z.strictObject({
  images,
  severity: z.int().min(1).max(5),
  batchSize,
  seed,
  sourceImages,
  runs: z.array(z.strictObject({ name: z.string().min(1), method: z.string().min(1), options, mgg })).min(1),
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

/** What may be asked of a quick start besides its settings. */
export interface QuickstartOptions {
  readonly engine?: RunConfigInput['engine'];
  readonly threads?: number;
  /** Test images per corruption. */
  readonly images?: number;
}

/** The runs of the quick start, named. */
export function quickstartRuns(
  settings: QuickstartSettings,
  { engine = 'auto', threads = 0, images: asked }: QuickstartOptions = {},
): { readonly name: string; readonly config: RunConfigInput }[] {
  return settings.runs.map(({ name, method, options, mgg }) => ({
    name,
    config: {
      dataset: { kind: 'quickstart', split: 'test' },
      model: 'quickstart',
      mgg,
      method,
      options,
      shifts: corruptionNames.map((corruption) => ({ corruption, severity: settings.severity })),
      images: asked ?? settings.images,
      batchSize: settings.batchSize,
      seed: settings.seed,
      sourceImages: settings.sourceImages,
      engine,
      threads,
    },
  }));
}
