import type { SweepChoice, SweepMethod, SweepState, SweepSummary, SweepTrial } from '../../src-shared/api/sweeps.ts';
import { metrics, shown, type Metric } from '../../src-shared/metrics/metrics.ts';
import { meanStdOrNull } from '../../src-shared/statistics/mean-std.ts';
import { permutationImportance } from '../../src-shared/statistics/permutation-importance.ts';
import { ruleNames, scoreOfRun, type Rule } from '../../src-shared/sweeps/rules.ts';
import { bestSoFar, choiceOf, type ScoredTrial } from '../../src-shared/sweeps/selection.ts';
import type { Sweep } from '../../src-shared/sweeps/sweep.ts';
import { chosenMarks, chosenTag } from '../../src-shared/sweeps/chosen.ts';
import { chosenOn, dataOf, readsData } from '../../src-shared/sweeps/trial-config.ts';
import { trialCount } from '../../src-shared/sweeps/trials.ts';
import { placeOf, type Variable } from '../../src-shared/sweeps/variables.ts';
import { isUnderWay } from '../suites/queue-work.ts';
import { statusInSet } from '../suites/suite-table.ts';
import type { StoredSweep } from './stored-sweeps.ts';
import type { SurveyedMethod, SurveyedTrial, SweepRun } from './survey.ts';

/** Over seeds; nothing while one is missing. */
function overSeeds(values: readonly (number | null)[]): ReturnType<typeof meanStdOrNull> {
  const known = values.filter((value) => value !== null);
  return meanStdOrNull(known.length < values.length ? [] : known);
}

/** Scores for a rule, by seed. */
function scoresOf(rule: Rule, metric: Metric, runs: readonly SweepRun[]): (number | null)[] {
  const read = runs.filter(({ data }) => readsData(rule, data));
  return read.map(({ result }) => (result ? scoreOfRun(rule, metric, result) : null));
}

/** A trial with its unrounded numbers, which rules compare. */
interface MeasuredTrial extends ScoredTrial {
  readonly surveyed: SurveyedTrial;
  readonly perSeed: readonly (number | null)[];
  readonly std: number | null;
}

function measure(surveyed: SurveyedTrial, metric: Metric): MeasuredTrial {
  const { trial, runs, end } = surveyed;
  // The first streams of a trial that was given up say nothing of the others.
  const read = (rule: Rule): (number | null)[] =>
    scoresOf(rule, metric, runs).map((score) => (end?.status === 'pruned' ? null : score));
  const perSeed = read('oracle');
  const { mean, std } = overSeeds(perSeed);
  const scores = ruleNames.map((rule) => [rule, overSeeds(read(rule)).mean] as const);
  return { surveyed, perSeed, std, index: trial.index, metric: mean, scores: Object.fromEntries(scores) };
}

function trialStatus({ wanted, end }: SurveyedTrial): SweepTrial['status'] {
  if (end) return end.status;
  const statuses = wanted.map(({ result }) => (result ? statusInSet[result.run.status] : 'missing'));
  for (const status of ['running', 'queued', 'missing'] as const) if (statuses.includes(status)) return status;
  return 'missing';
}

const idsOf = (runs: readonly SweepRun[], validation: boolean): string[] =>
  runs.flatMap(({ data, result }) => ((data === 'validation') === validation && result ? [result.run.id] : []));

function trialState(trial: MeasuredTrial, metric: Metric): SweepTrial {
  const { surveyed, perSeed, std, scores } = trial;
  const {
    entry,
    runs,
    trial: { index, values },
  } = surveyed;
  return {
    method: entry.name,
    index,
    values: { ...values },
    status: trialStatus(surveyed),
    runIds: idsOf(runs, false),
    validationRunIds: idsOf(runs, true),
    perSeed: perSeed.map((value) => shown(metric, value)),
    mean: shown(metric, trial.metric),
    std: shown(metric, std),
    scores: { ...scores },
  };
}

function choicesOf(sweep: Sweep, trials: readonly MeasuredTrial[], metric: Metric): SweepChoice[] {
  return ruleNames
    .filter((rule) => rule !== 'validation' || sweep.validation !== null)
    .map((rule) => {
      const { trial, regret, metric: mean } = choiceOf(trials, rule, metric);
      const on = chosenOn(rule, sweep);
      const std = trials.find(({ index }) => index === trial)?.std ?? null;
      const numbers = { mean: shown(metric, mean), std: shown(metric, std), regret: shown(metric, regret) };
      return { rule, chosenOn: on, mark: chosenMarks[on], trial, ...numbers };
    });
}

const scaleOf = ({ variation }: Variable): 'linear' | 'log' | 'list' =>
  'values' in variation ? 'list' : variation.scale;

function methodState(
  sweep: Sweep,
  method: SurveyedMethod,
  trials: readonly MeasuredTrial[],
  metric: Metric,
): SweepMethod {
  const { entry, variables } = method;
  const finished = trials.filter(({ surveyed, metric: mean }) => surveyed.end?.status === 'done' && mean !== null);
  const places = finished.map(({ surveyed }) => variables.map((one) => placeOf(one, surveyed.trial.values[one.name]!)));
  const importance = permutationImportance(
    places,
    finished.map(({ metric: mean }) => mean!),
    sweep.samplerSeed,
  );
  return {
    name: entry.name,
    method: entry.method,
    variables: variables.map((variable, i) => ({
      name: variable.name,
      label: variable.label,
      isOption: variable.isOption,
      kind: variable.kind,
      scale: scaleOf(variable),
      importance: importance?.[i] ?? null,
    })),
    trials: trialCount(sweep, variables),
    choices: choicesOf(sweep, finished, metric),
    bestSoFar: bestSoFar(finished, sweep.rule, metric).map(({ metric: mean, regret, ...rest }) => ({
      ...rest,
      mean: shown(metric, mean)!,
      regret: shown(metric, regret)!,
    })),
  };
}

/** How much of a sweep is done. */
export function summaryOf({ id, createdAt, sweep }: StoredSweep, methods: readonly SurveyedMethod[]): SweepSummary {
  const perTrial = sweep.seeds.length * dataOf(sweep).length;
  const trials = methods.reduce((sum, { variables }) => sum + trialCount(sweep, variables), 0);
  const all = methods.flatMap((method) => method.trials);
  const finished = all.reduce((sum, { end, runs }) => {
    const done = runs.filter(({ result }) => result?.run.status === 'done').length;
    return sum + (end?.status === 'pruned' ? perTrial : done);
  }, 0);
  return {
    id,
    name: sweep.name,
    shipped: createdAt === null,
    createdAt,
    methods: sweep.methods.map(({ name }) => name),
    trials,
    runs: trials * perTrial,
    finished,
    active: all.some(({ runs }) => runs.some(({ result }) => isUnderWay(result?.run))),
  };
}

/** The runs of the settings that a sweep has chosen on what these are tested on, and the tag that says so. */
export const chosenRuns = ({ sweep, methods, trials }: SweepState): { runIds: readonly string[]; tag: string }[] =>
  methods.flatMap(({ name, choices }) => {
    const choice = choices.find(({ rule }) => rule === sweep.rule);
    const tag = chosenTag(choice?.chosenOn);
    const trial = trials.find(({ method, index }) => method === name && index === choice?.trial);
    return tag !== undefined && trial ? [{ runIds: trial.runIds, tag }] : [];
  });

/** A sweep as pages, commands and files show it. @param metric in place of the sweep's own */
export function sweepState(
  stored: StoredSweep,
  methods: readonly SurveyedMethod[],
  metric: Metric = stored.sweep.metric,
): SweepState {
  const measured = methods.map((method) => method.trials.map((trial) => measure(trial, metric)));
  return {
    summary: summaryOf(stored, methods),
    sweep: stored.sweep,
    metric,
    higherIsBetter: metrics[metric].higherIsBetter,
    methods: methods.map((method, i) => methodState(stored.sweep, method, measured[i]!, metric)),
    trials: measured.flat().map((trial) => trialState(trial, metric)),
  };
}
