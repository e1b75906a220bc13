import { z } from 'zod';
import { allCorruptionNames, severities, type Severity } from '../../src-shared/corruptions.ts';
import { LabError } from '../../src-shared/errors.ts';
import { modelNames, setNames, type FixtureOptions } from './options.ts';

/** Flags of the command line, as `parseArgs` takes them. */
export const fixtureFlags = {
  seed: { type: 'string' },
  sets: { type: 'string' },
  classes: { type: 'string' },
  'corrupted-classes': { type: 'string' },
  'images-per-class': { type: 'string' },
  'source-images': { type: 'string' },
  corruptions: { type: 'string' },
  severities: { type: 'string' },
  'array-images': { type: 'string' },
  'training-pictures': { type: 'string' },
  'bad-images': { type: 'boolean' },
  'vit-tiny': { type: 'boolean' },
  'vit-base': { type: 'boolean' },
} as const;

const number = z.coerce.number().pipe(z.int().positive());
const numberOrAll = z.literal('all').or(number);

function listOf<Item extends z.ZodType>(all: readonly unknown[], item: Item) {
  return z
    .string()
    .transform((text) => (text === 'all' ? all : text.split(',')))
    .pipe(z.array(item));
}

const flagsSchema = z.object({
  seed: z.coerce.number().pipe(z.int().nonnegative()).optional(),
  sets: listOf(setNames, z.enum(setNames)).optional(),
  classes: numberOrAll.optional(),
  'corrupted-classes': numberOrAll.optional(),
  'images-per-class': number.optional(),
  'source-images': number.optional(),
  corruptions: listOf(allCorruptionNames, z.enum(allCorruptionNames)).optional(),
  severities: listOf(
    severities,
    z.coerce.number().refine((value): value is Severity => severities.some((severity) => severity === value)),
  ).optional(),
  'array-images': number.optional(),
  'training-pictures': number.optional(),
  'bad-images': z.boolean().optional(),
  'vit-tiny': z.boolean().default(true),
  'vit-base': z.boolean().default(false),
});

const wantedModel = { tiny: 'vit-tiny', base: 'vit-base' } as const;

/**
 * Options of the generator from a command line.
 * @throws LabError `bad-option` naming the flag
 */
export function readFlags(positionals: readonly string[], values: object): FixtureOptions {
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) {
    throw new LabError('bad-option', 'Name one folder to write to, e.g. /tmp/imagenet-miniature.');
  }
  const parsed = flagsSchema.safeParse(values);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new LabError('bad-option', `--${String(issue?.path[0])}: ${issue?.message ?? 'invalid'}.`);
  }
  const flags = parsed.data;
  const given = {
    seed: flags.seed,
    sets: flags.sets,
    classes: flags.classes,
    corruptedClasses: flags['corrupted-classes'],
    imagesPerClass: flags['images-per-class'],
    sourceImages: flags['source-images'],
    corruptions: flags.corruptions,
    severities: flags.severities,
    arrayImages: flags['array-images'],
    trainingPictures: flags['training-pictures'],
    badImages: flags['bad-images'],
    models: modelNames.filter((name) => flags[wantedModel[name]]),
  };
  return { folder, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}
