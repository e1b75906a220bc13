import { nullWord } from '../../../src-shared/command-words.ts';
import { optionProblem, describeOptions, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { runConfigSchema, type RunConfig } from '../../../src-shared/run-config.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';
import { results as texts } from '../../texts/results.ts';
import type { OptionValue, OptionValues } from '../forms/option-values.ts';
import { parseNumber } from '../ui/number-text.ts';

/** The settings that results from elsewhere may be stated to have, as their schema declares them. */
export const statedSpecs: readonly OptionSpec[] = describeOptions(runConfigSchema).filter(
  ({ name }) => settingMeta(name, runConfigSchema.shape[name as keyof RunConfig]).compare.topic === 'protocol',
);

/** Texts entered, by setting; a setting that nobody knows is empty or left out. */
export type StatedTexts = Readonly<Record<string, string>>;

/** A value as it is entered. */
function statedText({ nullMeans }: OptionSpec, value: OptionValue): string {
  return value === null ? nullWord(nullMeans) : String(value);
}

function valueOf(spec: OptionSpec, text: string): OptionValue | undefined {
  if (spec.nullMeans !== undefined && text === nullWord(spec.nullMeans)) return null;
  if (spec.kind === 'choice') return text;
  return spec.kind === 'boolean' ? text === 'true' : parseNumber(text);
}

/** The problem with an entered setting in one sentence. */
export function statedProblem(spec: OptionSpec, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const value = valueOf(spec, text.trim());
  return value === undefined ? texts.notANumber : optionProblem(spec, value);
}

/** The settings that are stated; those with a problem are left out. */
export function statedValues(entered: StatedTexts): OptionValues {
  return Object.fromEntries(
    statedSpecs.flatMap((spec): [string, OptionValue][] => {
      const text = (entered[spec.name] ?? '').trim();
      const value = text === '' || statedProblem(spec, text) !== undefined ? undefined : valueOf(spec, text);
      return value === undefined ? [] : [[spec.name, value]];
    }),
  );
}

/** Settings found in a log, and the defaults of the lab, as they are entered. */
export const enteredFrom = (values: OptionValues): StatedTexts =>
  Object.fromEntries(
    statedSpecs.flatMap((spec) => {
      const value = values[spec.name];
      return value === undefined ? [] : [[spec.name, statedText(spec, value)] as const];
    }),
  );

export const labDefaults: StatedTexts = enteredFrom(
  Object.fromEntries(statedSpecs.map(({ name, default: standard }) => [name, standard])),
);
