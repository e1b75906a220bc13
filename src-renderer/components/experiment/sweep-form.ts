import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import { canonicalJson } from '../../../src-shared/canonical.ts';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { ruleNames, type Rule } from '../../../src-shared/sweeps/rules.ts';
import { sweepSchema, type Sweep, type SweepInput } from '../../../src-shared/sweeps/sweep.ts';
import { dataOf, isTestData, validationStreams } from '../../../src-shared/sweeps/trial-config.ts';
import { trialCount } from '../../../src-shared/sweeps/trials.ts';
import { variablesOf } from '../../../src-shared/sweeps/variables.ts';
import { allValues, type OptionValues } from '../forms/option-values.ts';
import { formOf, plannedRuns, type ExperimentForm, type PlannedRun } from './form-state.ts';
import type { Configs } from './read-config-file.ts';

/** Numbers of a sweep as fields, in the words of the form. */
export function sweepSpecs(
  texts: Readonly<Record<'trials' | 'pruneAfter', { label: string; help: string }>>,
  never: string,
) {
  return [
    { name: 'trials', kind: 'integer', default: 20, minimum: 1, maximum: 1000, ...texts.trials },
    {
      ...{ name: 'pruneAfter', kind: 'integer', default: null, minimum: 1, suggestion: 1, nullMeans: never },
      ...texts.pruneAfter,
    },
  ] as const satisfies readonly OptionSpec[];
}

type Chosen = Pick<ExperimentForm, 'methods' | 'vary' | 'varyOptions'>;

/** Whether a form asks for a sweep: a setting of its runs or of a chosen method is tried out. */
export const isSweep = ({ methods, vary, varyOptions }: Chosen): boolean =>
  [vary, ...methods.map((id) => varyOptions[id] ?? {})].some((variations) => Object.keys(variations).length > 0);

/** The rules that a form can choose by. */
export const rulesFor = (base: Pick<Sweep['base'], 'dataset' | 'shifts'>): readonly Rule[] =>
  ruleNames.filter((rule) => rule !== 'validation' || isTestData(base));

/** The rule that holds: where the streams themselves are for choosing, the best on them is the best on validation. */
export const ruleOf = (rule: Rule, base: Pick<Sweep['base'], 'dataset' | 'shifts'>): Rule =>
  rulesFor(base).includes(rule) ? rule : 'oracle';

/**
 * The sweep that a form asks for.
 * @param planned its runs, as they are where nothing varies; at least one
 */
export function sweepOf(form: ExperimentForm, planned: readonly [PlannedRun, ...PlannedRun[]], name: string): Sweep {
  const { method: _method, mgg: _mgg, options: _options, seed: _seed, ...base } = planned[0].config;
  const { strategy, trials, pruneAfter, metric, compare } = form.sweep;
  const rule = ruleOf(form.sweep.rule, base);
  const rules = compare ? rulesFor(base).filter((other) => other !== rule && other !== 'oracle') : [];
  const used = new Map(planned.map((run) => [run.method.id, run]));
  const input: SweepInput = {
    name,
    base,
    methods: [...used.values()].map(({ method, config }) => {
      const vary = form.varyOptions[method.id] ?? {};
      const fixed = Object.entries(config.options).filter(([option]) => !(option in vary));
      return { name: method.name, method: method.id, mgg: config.mgg, options: Object.fromEntries(fixed), vary };
    }),
    vary: form.vary,
    seeds: form.seeds,
    ...{ strategy, trials, pruneAfter, metric, rule, rules },
    validation: [rule, ...rules].includes('validation') ? validationStreams(base) : null,
  };
  return sweepSchema.parse(input);
}

/** How many trials a sweep has, and runs. @throws LabError `bad-option` */
export function sizeOf(sweep: Sweep, methods: readonly MethodInfo[]): { trials: number; runs: number } {
  const counts = sweep.methods.map((entry) => {
    const options = methods.find(({ id }) => id === entry.method)?.options ?? [];
    return trialCount(sweep, variablesOf(sweep, entry, options));
  });
  const trials = counts.reduce((sum, count) => sum + count, 0);
  return { trials, runs: trials * sweep.seeds.length * dataOf(sweep).length };
}

/** Settings that decide the runs of a sweep, with all options of its methods, without names. */
function contentOf({ name: _name, methods, rules, ...rest }: Sweep, infos: readonly MethodInfo[]): string {
  const entries = methods.map(({ method, mgg, options, vary }) => {
    const info = infos.find(({ id }) => id === method);
    const fixed = Object.entries({ ...allValues(info?.options ?? [], options), ...options });
    return {
      ...{ method, vary, mgg: info?.needs.includes('mgg') ? mgg : null },
      options: Object.fromEntries(fixed.filter(([option]) => !(option in vary))),
    };
  });
  const others = rules.filter((rule) => rule !== rest.rule && rule !== 'oracle').toSorted();
  return canonicalJson({ ...rest, rules: others, methods: entries.toSorted((a, b) => (a.method < b.method ? -1 : 1)) });
}

/**
 * The form that asks for a sweep. Of several entries of a method it has the first.
 * @returns also whether it asks for exactly this one
 */
export function formOfSweep(
  sweep: Sweep,
  methods: readonly MethodInfo[],
  defaults: OptionValues,
): { readonly form: ExperimentForm; readonly complete: boolean } {
  const { base, name, seeds, vary, strategy, trials, pruneAfter, metric, rule, rules } = sweep;
  const configs = sweep.methods.flatMap(({ method, mgg, options }) =>
    seeds.map((seed) => runConfigSchema.parse({ ...base, method, mgg, options, seed })),
  ) as unknown as Configs;
  const { form: fixed } = formOf(configs, methods, defaults);
  const form: ExperimentForm = {
    ...fixed,
    ...{ name, vary },
    varyOptions: Object.fromEntries(sweep.methods.toReversed().map((entry) => [entry.method, entry.vary])),
    sweep: { strategy, trials, pruneAfter, metric, rule, compare: rules.some((other) => other !== rule) },
  };
  const [first, ...rest] = plannedRuns(form, methods, defaults);
  const asked = first && sweepOf(form, [first, ...rest], name);
  return { form, complete: asked !== undefined && contentOf(asked, methods) === contentOf(sweep, methods) };
}
