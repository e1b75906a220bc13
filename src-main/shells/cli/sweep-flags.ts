import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { RawConfig } from '../../../src-shared/config-file.ts';
import type { Metric } from '../../../src-shared/metrics/metrics.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Rule } from '../../../src-shared/sweeps/rules.ts';
import type { Sweep, SweepInput, Variation } from '../../../src-shared/sweeps/sweep.ts';
import { validationStreams } from '../../../src-shared/sweeps/trial-config.ts';
import { parseVariation } from '../../../src-shared/sweeps/variation-text.ts';
import { variableSettings } from '../../../src-shared/sweeps/variables.ts';
import type { OptionValue } from './parse.ts';
import { configOf, type RunFlags } from './run-flags.ts';

/** Flags that make a sweep: those of a run, and of what is tried out. */
export interface SweepFlags extends Omit<RunFlags, 'method' | 'name' | 'group' | 'tag' | 'notes' | 'seed'> {
  readonly method?: readonly string[];
  readonly vary?: Readonly<Record<string, string>>;
  readonly seeds?: number[];
  readonly strategy?: Sweep['strategy'];
  readonly trials?: number;
  readonly parallel?: number;
  readonly samplerSeed?: number;
  readonly pruneAfter?: number;
  readonly metric?: Metric;
  readonly rule?: Rule;
  readonly rules?: Rule[];
}

/** Whether flags make a sweep of their own. */
export const isDefinition = ({ method, vary }: SweepFlags): boolean => method !== undefined || vary !== undefined;

/** Settings by name: those named `method.option` are of that method, the others of every method that has them. */
function ownOf<Value>(given: Readonly<Record<string, Value>>, { id, options }: MethodInfo): Record<string, Value> {
  const has = (name: string): boolean => options.some((option) => option.name === name);
  const shared = Object.entries(given).filter(([name]) => has(name));
  const own = Object.entries(given).flatMap(([name, value]) =>
    name.startsWith(`${id}.`) ? [[name.slice(id.length + 1), value] as const] : [],
  );
  return Object.fromEntries([...shared, ...own]);
}

/** @throws LabError `bad-option` for a name that no method of the sweep has an option of */
function requireKnown(names: readonly string[], methods: readonly MethodInfo[], others: readonly string[]): void {
  const isOwn = (name: string): boolean =>
    methods.some(({ id, options }) => name.startsWith(`${id}.`) || options.some((option) => option.name === name));
  const unknown = names.find((name) => !isOwn(name) && !others.includes(name));
  if (unknown === undefined) return;
  const known = [...new Set([...methods.flatMap(({ options }) => options.map(({ name }) => name)), ...others])];
  throw new LabError('bad-option', `No method of the sweep has "${unknown}".`, `There are ${known.join(', ')}.`);
}

function variationsOf(given: Readonly<Record<string, string>>): Record<string, Variation> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => {
      const variation = parseVariation(text);
      if (variation) return [name, variation];
      throw new LabError(
        'bad-option',
        `'${text}' is no list and no range of ${name}.`,
        'Give values such as 0.01,0.1, or a range such as 1e-4..1e-1:7:log.',
      );
    }),
  );
}

function chosenMethods(ids: readonly string[], known: readonly MethodInfo[]): MethodInfo[] {
  return ids.map((id) => {
    const found = known.find((method) => method.id === id);
    if (found) return found;
    throw new LabError(
      'bad-option',
      `There is no method "${id}".`,
      `Methods: ${known.map((method) => method.id).join(', ')}.`,
    );
  });
}

/** The names of flags that are settings of a sweep under the same name. */
const sameName = [
  'seeds',
  'strategy',
  'trials',
  'parallel',
  'samplerSeed',
  'pruneAfter',
  'metric',
  'rule',
  'rules',
] as const;

/**
 * The sweep that flags describe, not checked yet.
 * @param complete fills in what depends on where the data lies
 * @throws LabError `bad-option` for methods and settings that there are not
 */
export async function sweepOf(
  name: string,
  flags: SweepFlags,
  file: RawConfig,
  known: readonly MethodInfo[],
  complete: (config: RunConfigInput) => Promise<RunConfigInput>,
): Promise<SweepInput> {
  const { method: ids = ['mgtta'], vary = {}, opt = {}, ...rest } = flags;
  const methods = chosenMethods(ids, known);
  const variations = variationsOf(vary);
  const settings = variableSettings.map((setting) => setting.name);
  requireKnown(Object.keys(vary), methods, settings);
  requireKnown(Object.keys(opt), methods, []);
  const configs = await Promise.all(ids.map((method) => complete(configOf({ ...rest, method }, file))));
  const { method: _method, mgg: _mgg, options: _options, seed: _seed, ...base } = configs[0]!;
  const taken = new Set(methods.flatMap((info) => Object.keys(ownOf(vary, info))));
  const ofRuns = Object.entries(variations).filter(([setting]) => settings.includes(setting) && !taken.has(setting));
  const given = sameName.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]] as const]));
  const rules = [flags.rule, ...(flags.rules ?? [])];
  return {
    name,
    base,
    methods: methods.map((info, i) => ({
      name: info.name,
      method: info.id,
      mgg: info.needs.includes('mgg') ? (configs[i]!.mgg ?? null) : null,
      options: ownOf<OptionValue>(opt, info),
      vary: ownOf(variations, info),
    })),
    vary: Object.fromEntries(ofRuns),
    ...Object.fromEntries(given),
    validation: rules.includes('validation') ? validationStreams(configs[0]!) : null,
  };
}
