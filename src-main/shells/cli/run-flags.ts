import type { RunLabels } from '../../../src-shared/api/runs.ts';
import type { RawConfig } from '../../../src-shared/config-file.ts';
import { datasetSchema, runConfigSchema, type RunConfigInput } from '../../../src-shared/run-config.ts';
import { safely } from '../../../src-shared/safely.ts';
import { readingOf, type ReadingFlags } from './common-options.ts';
import { datasetOf, type DatasetFlags } from './dataset-flags.ts';
import { shiftsOf, type OptionValue } from './parse.ts';
import type { CommonOptions } from './session.ts';
import { shiftsOver, type ShiftFlags } from './shift-flags.ts';

/** Settings that several flags, or one of another name, make up together. */
const composed = ['dataset', 'reading', 'options', 'shifts'] as const;
type Composed = (typeof composed)[number];

/** Flags whose name and meaning are those of the configuration; the lab checks their values. */
type SettingFlags = { readonly [Name in Exclude<keyof RunConfigInput, Composed>]?: unknown };

/** Flags of `lab run`; those left out leave the value of the configuration file or its default. */
export interface RunFlags extends CommonOptions, DatasetFlags, ShiftFlags, ReadingFlags, SettingFlags {
  readonly config?: string;
  readonly opt?: Readonly<Record<string, OptionValue>>;
  readonly model?: string;
  readonly mgg?: string;
  readonly method?: string;
  readonly name?: string;
  readonly group?: string;
  readonly tag?: readonly string[];
  readonly notes?: string;
}

const isComposed = (name: string): boolean => composed.some((other) => other === name);
const sameName = Object.keys(runConfigSchema.shape).filter((name) => !isComposed(name));

const defaults = {
  dataset: { kind: 'quickstart', split: 'test' },
  model: 'quickstart',
  method: 'mgtta',
  shifts: shiftsOf(['test'], 5),
} as const;

/** The parser of flags has no place for null: `all` and `none` stand for it. */
const valueOf = (flag: unknown): unknown => (flag === 'all' || flag === 'none' ? null : flag);

function datasetIn(flags: RunFlags, before: unknown): unknown {
  const { dataset, split, source, benchmark, corrupted, domains } = flags;
  const asked = { dataset, split, source, benchmark, corrupted, domains };
  const parsed = safely(datasetSchema, before);
  // A value that is no dataset is left for the check of the whole configuration to name.
  if (!parsed.success || Object.values(asked).every((value) => value === undefined)) return before;
  return datasetOf(asked, parsed.data);
}

function shiftsIn({ corruption, severity }: RunFlags, before: unknown): unknown {
  const parsed = safely(runConfigSchema.shape.shifts, before);
  if (!parsed.success || (corruption === undefined && severity === undefined)) return before;
  return shiftsOver({ corruption, severity }, parsed.data);
}

/** Options of another method say nothing about this one. */
function optionsIn({ opt, method }: RunFlags, before: RawConfig): unknown {
  const options = method === undefined || method === before['method'] ? (before['options'] ?? {}) : {};
  return typeof options === 'object' && !Array.isArray(options) ? { ...options, ...opt } : options;
}

const embeddedMggs: readonly unknown[] = [undefined, null, 'quickstart', 'quickstart-lstm'];

/** The embedded generator that fits the method goes with the embedded model, unless another one is named. */
function mggIn({ mgg: asked }: RunFlags, { model, method, mgg }: RawConfig): unknown {
  if (asked !== undefined) return asked;
  if (model !== 'quickstart' || !embeddedMggs.includes(mgg)) return mgg;
  return method === 'mgtta_lstm' ? 'quickstart-lstm' : 'quickstart';
}

/** The settings that flags of their own name give. */
function givenIn(flags: RunFlags): RawConfig {
  const values = new Map<string, unknown>(Object.entries(flags));
  const given = sameName.filter((name) => values.get(name) !== undefined);
  return Object.fromEntries(given.map((name) => [name, valueOf(values.get(name))]));
}

/** All settings that flags give, but for those of datasets and shifts. */
export const settingsOf = (flags: RunFlags): RawConfig => ({
  ...givenIn(flags),
  ...readingOf(flags),
  ...(flags.opt ? { options: flags.opt } : {}),
});

/** The configuration of a file, overridden by flags, over the defaults of the command line. Checked by the lab. */
export function configOf(flags: RunFlags, file: RawConfig = {}): RunConfigInput {
  const { reading, ...before }: RawConfig = { ...defaults, ...file };
  const merged: RawConfig = {
    ...before,
    ...givenIn(flags),
    // A file's reading of its own model says nothing of another one.
    ...readingOf(flags, flags.model === undefined ? reading : undefined),
    dataset: datasetIn(flags, before['dataset']),
    shifts: shiftsIn(flags, before['shifts']),
    options: optionsIn(flags, before),
  };
  const mgg = mggIn(flags, merged);
  return { ...merged, ...(mgg === undefined ? {} : { mgg }) } as RunConfigInput;
}

export function labelsOf({ name, group, tag, notes }: RunFlags): RunLabels {
  return {
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(notes === undefined ? {} : { notes }),
  };
}
