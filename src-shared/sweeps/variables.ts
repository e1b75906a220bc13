import { LabError } from '../errors.ts';
import { describeOptions, optionProblem, type OptionSpec } from '../option-specs.ts';
import { runConfigSchema } from '../run-config.ts';
import { settingMeta } from '../setting-meta.ts';
import type { Sweep, SweepEntry, TrialValue, TrialValues, Variation } from './sweep.ts';

/** A setting that is tried out, and at what. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  /** Of the method; else of the run. */
  readonly isOption: boolean;
  readonly kind: OptionSpec['kind'];
  readonly variation: Variation;
}

/** Settings of a run that can be tried out: all numbers and choices that decide its numbers, but for the seed. */
export const variableSettings: readonly OptionSpec[] = describeOptions(runConfigSchema).filter(({ name }) => {
  const schema = runConfigSchema.shape[name as keyof typeof runConfigSchema.shape];
  return name !== 'seed' && settingMeta(name, schema).compare.topic !== 'computer';
});

/** Why a setting can't be varied over these values, in one sentence, or undefined. */
export function variationProblem(spec: OptionSpec, variation: Variation): string | undefined {
  if ('values' in variation) {
    const wrong = variation.values.find((value) => optionProblem(spec, value) !== undefined);
    return wrong === undefined ? undefined : `${String(wrong)}: ${optionProblem(spec, wrong) ?? ''}`;
  }
  if (spec.kind !== 'number' && spec.kind !== 'integer') return 'Only numbers have a range; give a list.';
  const { from, to, scale } = variation;
  if (!(from < to)) return `The range from ${from} to ${to} is empty.`;
  if (scale === 'log' && from <= 0) return 'A log range begins above 0.';
  for (const end of [from, to]) {
    const problem = optionProblem(spec, end);
    if (problem !== undefined) return `${end}: ${problem}`;
  }
  return undefined;
}

function variableOf(owner: string, specs: readonly OptionSpec[], name: string, variation: Variation): Variable {
  const isOption = specs !== variableSettings;
  const spec = specs.find((one) => one.name === name);
  if (!spec) {
    const known = specs.map((one) => one.name).join(', ');
    throw new LabError('bad-option', `${owner} has no setting "${name}" to try out.`, `Settings: ${known || 'none'}.`);
  }
  const problem = variationProblem(spec, variation);
  if (problem !== undefined) throw new LabError('bad-option', `${owner}, ${name}: ${problem}`);
  return { name, label: spec.label, isOption, kind: spec.kind, variation };
}

/**
 * Settings that are tried out with a method: its options, then settings of its runs.
 * @param options of the method
 * @throws LabError `bad-option` for a setting that there isn't, that stands twice, or a value that it may not have
 */
export function variablesOf(
  { vary }: Pick<Sweep, 'vary'>,
  entry: SweepEntry,
  options: readonly OptionSpec[],
): Variable[] {
  const own = Object.entries(entry.vary).map(([name, one]) => variableOf(entry.name, options, name, one));
  const shared = Object.entries(vary).map(([name, one]) => variableOf('A run', variableSettings, name, one));
  const twice = shared.find(({ name }) => own.some((other) => other.name === name));
  if (!twice) return [...own, ...shared];
  throw new LabError(
    'bad-option',
    `${twice.name} is tried out as an option of ${entry.name} and as a setting of runs.`,
  );
}

/** Digits of a value of a range: enough to distinguish neighbours, few enough to read and type. */
const digits = 4;

/** The value of a range at a place between 0 and 1. */
function valueAt({ kind, variation }: Variable, place: number): TrialValue {
  if ('values' in variation) {
    const index = Math.min(variation.values.length - 1, Math.floor(place * variation.values.length));
    return variation.values[index]!;
  }
  const { from, to, scale } = variation;
  const raw = scale === 'log' ? from * (to / from) ** place : from + (to - from) * place;
  const rounded = kind === 'integer' ? Math.round(raw) : Number(raw.toPrecision(digits));
  return Math.min(to, Math.max(from, rounded));
}

/** Where a value of a range lies between 0 and 1; the middle of its part where the variable is a list. */
export function placeOf({ variation }: Variable, value: TrialValue): number {
  if ('values' in variation) return (variation.values.indexOf(value) + 0.5) / variation.values.length;
  const { from, to, scale } = variation;
  const number = Number(value);
  return scale === 'log' ? Math.log(number / from) / Math.log(to / from) : (number - from) / (to - from);
}

/** Values by name at places between 0 and 1. */
export const valuesAt = (variables: readonly Variable[], places: readonly number[]): TrialValues =>
  Object.fromEntries(variables.map((variable, i) => [variable.name, valueAt(variable, places[i]!)]));

/** All values that a grid takes of a variable. */
export function gridOf(variable: Variable): readonly TrialValue[] {
  const { variation } = variable;
  if ('values' in variation) return variation.values;
  const { steps } = variation;
  const values = Array.from({ length: steps }, (_, i) => valueAt(variable, i / (steps - 1)));
  return [...new Set(values)];
}
