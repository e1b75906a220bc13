import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { optionProblems, type OptionValues } from '../forms/option-values.ts';
import { t } from '../../texts/index.ts';
import type { ExperimentForm } from './form-state.ts';

/** Something that keeps an experiment from being run, and the part of the page where it is mended. */
export interface Problem {
  /** Id of the element. */
  readonly place: string;
  readonly text: string;
  readonly hint?: string | undefined;
  /** It is a question about this model, which is answered on the page Models. */
  readonly model?: string;
}

/** Parts of the page. */
export const places = {
  data: 'experiment-data',
  methods: 'experiment-methods',
  shifts: 'experiment-shifts',
  stream: 'experiment-stream',
  classMask: 'experiment-class-mask',
} as const;

interface FormParts {
  readonly methods: readonly MethodInfo[];
  readonly settings: readonly OptionSpec[];
  /** What number fields hold that is no number, by setting; `seeds` among them. */
  readonly texts: Readonly<Record<string, string>>;
  /** The same for the options of methods. */
  readonly methodTexts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function named(specs: readonly OptionSpec[], found: Readonly<Record<string, string>>): string[] {
  return specs.flatMap(({ name, label }) => (found[name] === undefined ? [] : [`${label}: ${found[name]}`]));
}

function ofOptions(
  specs: readonly OptionSpec[],
  values: OptionValues,
  texts: Readonly<Record<string, string>>,
): string[] {
  return named(specs, { ...optionProblems(specs, values), ...texts });
}

/** What can be told from the form alone; the lab checks the rest. */
export function formProblems(form: ExperimentForm, parts: FormParts): Problem[] {
  const texts = t.newExperiment.problems;
  const chosen = parts.methods.filter(({ id }) => form.methods.includes(id));
  return [
    ...(chosen.length === 0 ? [{ place: places.methods, text: texts.noMethod }] : []),
    ...chosen.flatMap(({ id, name, options }) =>
      ofOptions(options, form.options[id] ?? {}, parts.methodTexts[id] ?? {}).map((text) => ({
        place: places.methods,
        text: `${name}, ${text}`,
      })),
    ),
    ...(form.shifts.length === 0 ? [{ place: places.shifts, text: texts.noShift }] : []),
    ...ofOptions(parts.settings, form.settings, parts.texts).map((text) => ({ place: places.stream, text })),
    ...(parts.texts['classMask'] === undefined
      ? []
      : [{ place: places.classMask, text: `${t.newExperiment.data.classMask.label}: ${parts.texts['classMask']}` }]),
    ...(parts.texts['seeds'] === undefined
      ? []
      : [{ place: places.stream, text: `${t.newExperiment.seeds.label}: ${parts.texts['seeds']}` }]),
  ];
}
