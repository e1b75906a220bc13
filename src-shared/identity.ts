import { z } from 'zod';
import { canonicalJson } from './canonical.ts';
import { pretrainConfigSchema } from './pretrain-config.ts';
import type { RunKind } from './records.ts';
import { runConfigSchema } from './run-config.ts';
import { settingMeta } from './setting-meta.ts';

/**
 * Of the rules by which runs are known again. Whoever changes the rules, or a default, counts on here and blanks the stored
 * identities by a migration: the lab then finds them out anew.
 */
export const identityVersion = 1;

/**
 * Inputs that a configuration names by paths, by the names of the settings, e.g. `model` or `dataset.path`:
 * fingerprints of what lay there, or `path:…` where nothing was found.
 */
export type Inputs = Readonly<Record<string, string>>;

const pathMark = 'path:';
export const unknownInput = (path: string): string => pathMark + path;
export const isKnownInput = (fingerprint: string): boolean => !fingerprint.startsWith(pathMark);

/** The input that the source of a user-defined method is. */
export const methodInput = 'method';
const corruptionMark = 'corruption.';
export const corruptionInput = (id: string): string => corruptionMark + id;

/** User's method or corruption that is an input of a run; undefined for files and folders. @param method of the run */
export function ownNameOf(
  input: string,
  method: string,
): { readonly kind: 'method' | 'corruption'; readonly id: string } | undefined {
  if (input === methodInput) return { kind: 'method', id: method };
  return input.startsWith(corruptionMark) ? { kind: 'corruption', id: input.slice(corruptionMark.length) } : undefined;
}

interface Rest {
  readonly inputs: Inputs;
  /** The defaults of the method's options. */
  readonly optionDefaults: Readonly<Record<string, unknown>>;
}

const schemas: Readonly<Record<RunKind, z.ZodObject>> = { adapt: runConfigSchema, pretrain: pretrainConfigSchema };

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional
    ? unwrap(schema.unwrap() as z.ZodType)
    : schema;
}

/** The settings that a value of this schema consists of, each with a declaration of its own; undefined for a single setting. */
function partsOf(schema: z.ZodType, value: unknown): z.ZodObject | undefined {
  const inner = unwrap(schema);
  if (!(inner instanceof z.ZodDiscriminatedUnion)) return undefined;
  const options = inner.options as readonly z.ZodObject[];
  return options.find((option) => option.safeParse(value).success);
}

const withoutDefaults = (options: unknown, defaults: Readonly<Record<string, unknown>>): unknown =>
  isObject(options)
    ? Object.fromEntries(
        Object.entries(options).filter(([name, value]) => canonicalJson(value) !== canonicalJson(defaults[name])),
      )
    : options;

const asSet = (values: unknown): unknown =>
  Array.isArray(values) ? [...new Set(values as unknown[])].map((value) => canonicalJson(value)).sort() : values;

interface Declared {
  readonly name: string;
  readonly setting: z.ZodType;
  readonly isSet: boolean;
  /** Of the entries of a list whose values are settings themselves. */
  readonly entries: z.ZodObject | undefined;
  /** As canonical text; undefined for none. */
  readonly usual: string | undefined;
}

function entriesOf(setting: z.ZodType): z.ZodObject | undefined {
  const inner = unwrap(setting);
  const entry = inner instanceof z.ZodArray ? inner.element : undefined;
  return entry instanceof z.ZodObject ? entry : undefined;
}

const declared = new WeakMap<z.ZodObject, readonly Declared[]>();

/** The settings of a schema that decide numbers, and their defaults. */
function declaredIn(schema: z.ZodObject, prefix: string): readonly Declared[] {
  const known = declared.get(schema);
  if (known) return known;
  const settings = Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, setting]) => {
    const { compare, isSet = false, ofSettings = false } = settingMeta(prefix + name, setting);
    if (compare.topic === 'computer') return [];
    const parsed = setting.safeParse(undefined);
    const usual = parsed.success ? canonicalJson(parsed.data ?? null) : undefined;
    return [{ name, setting, isSet, entries: ofSettings ? entriesOf(setting) : undefined, usual }];
  });
  declared.set(schema, settings);
  return settings;
}

/** The part of some settings that decides numbers: those that are not the default, by name. */
function decisive(schema: z.ZodObject, config: unknown, rest: Rest, prefix = ''): Record<string, unknown> {
  const values = isObject(config) ? config : {};
  const entries = declaredIn(schema, prefix).flatMap(({ name, setting, isSet, entries: each, usual }) => {
    const key = prefix + name;
    const stored = name === 'options' ? withoutDefaults(values[name], rest.optionDefaults) : values[name];
    const given = isSet ? asSet(stored) : stored;
    if (given === undefined || canonicalJson(given) === usual) return [];
    const input = rest.inputs[key];
    if (input !== undefined)
      return [[name, isKnownInput(input) ? input : unknownInput(typeof given === 'string' ? given : '')] as const];
    if (each && Array.isArray(given)) {
      return [[name, given.map((entry, place) => decisive(each, entry, rest, `${key}.${place}.`))] as const];
    }
    const parts = partsOf(setting, given);
    return [[name, parts ? decisive(parts, given, rest, `${key}.`) : given] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * Canonical text of the settings that decide a run's numbers: equal for two runs that would give the same ones. Only what is not the default
 * counts, so that a new setting leaves it as it is; data and models count by their fingerprints; what a run computed on
 * does not count. Settings say themselves whether they do (`compare` in their declaration); user-defined corruptions, which
 * settings name by their ids, count by their sources beside them.
 * @param schema of the configuration
 */
export function identityOf(
  kind: RunKind,
  config: object,
  { inputs = {}, optionDefaults = {} }: Partial<Rest> = {},
  schema: z.ZodObject = schemas[kind],
): string {
  const settings = decisive(schema, config, { inputs, optionDefaults });
  const corruptions = Object.entries(inputs).filter(([input]) => input.startsWith(corruptionMark));
  const own = corruptions.length > 0 ? { corruptions: Object.fromEntries(corruptions) } : {};
  return canonicalJson({ version: identityVersion, kind, settings, ...own });
}
