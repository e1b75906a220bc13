import { LabError } from '../../src-shared/errors.ts';
import { describeOptions } from '../../src-shared/option-specs.ts';
import { metrics } from '../../src-shared/metrics/metrics.ts';
import type { AdaptRun } from '../../src-shared/records.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { isPruned, medianOfEarlier } from '../../src-shared/sweeps/pruning.ts';
import { prefersHigher, readsValidation, scoreAfter, scoreOfRun } from '../../src-shared/sweeps/rules.ts';
import type { Sweep, SweepEntry } from '../../src-shared/sweeps/sweep.ts';
import { dataOf, readsData, trialConfig, type TrialData } from '../../src-shared/sweeps/trial-config.ts';
import { isAdaptive, nextRound, trialCount, type Trial, type TrialEnd } from '../../src-shared/sweeps/trials.ts';
import { valueText } from '../../src-shared/sweeps/variation-text.ts';
import { variablesOf, type Variable } from '../../src-shared/sweeps/variables.ts';
import { findFacts } from '../catalog/own/method-catalog.ts';
import type { Identities } from '../identity/identities.ts';
import { configure } from '../runs/configure.ts';
import type { Store } from '../store/store.ts';
import { identifyRuns, matchRuns, type IdentifiedRun, type KnownRuns } from '../suites/match-runs.ts';
import type { PlannedRun, RunResult } from '../suites/suite.ts';

/** A run of a trial, with the stored one that is the same. */
export interface SweepRun {
  readonly seed: number;
  readonly data: TrialData;
  readonly identified: IdentifiedRun;
  readonly result: RunResult | undefined;
}

/** A trial as it stands. */
export interface SurveyedTrial {
  readonly entry: SweepEntry;
  readonly trial: Trial;
  /** The one that pruning and the rest wait for first. */
  readonly runs: readonly SweepRun[];
  /** Value that its first run must reach after the first streams; null without pruning. */
  readonly threshold: number | null;
  /** Undefined while it has not ended. */
  readonly end: TrialEnd | undefined;
  /** Runs that it needs as far as is known. */
  readonly wanted: readonly SweepRun[];
}

/** A method of a sweep with the trials proposed so far. */
export interface SurveyedMethod {
  readonly entry: SweepEntry;
  readonly variables: readonly Variable[];
  readonly trials: readonly SurveyedTrial[];
}

/** Variables to try out with a method. @throws LabError `bad-option` */
async function variablesIn(sweep: Sweep, entry: SweepEntry): Promise<Variable[]> {
  const { options } = await findFacts(entry.method);
  return variablesOf(sweep, entry, describeOptions(options));
}

/** Whether a run measures, or has measured, what rules ask of this one. */
const fits =
  ({ cleanImages, unlabelledImages }: RunConfig) =>
  ({ config }: AdaptRun): boolean =>
    (cleanImages ?? 0) <= (config.cleanImages ?? 0) && (unlabelledImages ?? 0) <= (config.unlabelledImages ?? 0);

/** e.g. `TENT lr=0.01`, with the settings that distinguish its runs besides their seeds. */
function runName({ name }: SweepEntry, { values }: Trial, data: TrialData): string {
  const settings = Object.entries(values).map(([setting, value]) => `${setting}=${valueText(value)}`);
  return [name, ...settings, ...(data === 'validation' ? ['(validation)'] : [])].join(' ').slice(0, 200);
}

/** The run that decides whether a trial goes on comes first. */
function plannedRuns(sweep: Sweep): { seed: number; data: TrialData }[] {
  const data = dataOf(sweep).toSorted((a, b) => Number(readsData(sweep.rule, b)) - Number(readsData(sweep.rule, a)));
  return sweep.seeds.flatMap((seed) => data.map((one) => ({ seed, data: one })));
}

const isEnded = ({ result }: SweepRun): boolean => result?.run.status === 'done' || result?.run.status === 'failed';

/** The mean over seeds of what the rule goes by; null where a run has none. */
function scoreOf(sweep: Sweep, runs: readonly SweepRun[]): number | null {
  const read = runs.filter(({ data }) => readsData(sweep.rule, data));
  const scores = read.map(({ result }) => (result ? scoreOfRun(sweep.rule, sweep.metric, result) : null));
  const known = scores.filter((score) => score !== null);
  return known.length < scores.length ? null : known.reduce((sum, score) => sum + score, 0) / known.length;
}

/** The first run's value for pruning; null until it has enough streams. */
const earlyScore = ({ pruneAfter, rule, metric }: Sweep, [first]: readonly SweepRun[]): number | null =>
  pruneAfter === null || !first?.result ? null : scoreAfter(pruneAfter, rule, metric, first.result);

function stateOf(
  sweep: Sweep,
  entry: SweepEntry,
  trial: Trial,
  runs: readonly SweepRun[],
  threshold: number | null,
): SurveyedTrial {
  const common = { entry, trial, runs, threshold };
  const early = earlyScore(sweep, runs);
  if (isPruned(early, threshold, prefersHigher(sweep.rule, sweep.metric))) {
    return { ...common, end: { status: 'pruned', score: null }, wanted: [] };
  }
  const [first] = runs;
  const mayEnd = threshold !== null && early === null && first && !isEnded(first);
  if (mayEnd) return { ...common, end: undefined, wanted: [first] };
  if (!runs.every(isEnded)) return { ...common, end: undefined, wanted: runs };
  const failed = runs.some(({ result }) => result?.run.status === 'failed');
  const end: TrialEnd = failed ? { status: 'failed', score: null } : { status: 'done', score: scoreOf(sweep, runs) };
  return { ...common, end, wanted: runs };
}

export interface SurveySources {
  readonly store: Store;
  readonly identities: Identities;
  readonly known: KnownRuns;
}

async function matched(
  sweep: Sweep,
  entry: SweepEntry,
  trials: readonly Trial[],
  { store, identities, known }: SurveySources,
): Promise<SweepRun[][]> {
  const all: SweepRun[][] = [];
  for (const trial of trials) {
    const configured = [];
    const runs = plannedRuns(sweep);
    for (const { seed, data } of runs) {
      const { config } = await configure(trialConfig(sweep, entry, trial.values, seed, data));
      const name = runName(entry, trial, data);
      const planned: PlannedRun = { row: entry.name, columns: [], name, config, fits: fits(config) };
      configured.push({ planned, seed, config, pretraining: undefined });
    }
    const identified = await identifyRuns(configured, identities, known);
    const results = matchRuns(store, identified, known, { numbers: true });
    all.push(runs.map((run, i) => ({ ...run, identified: identified[i]!, result: results[i]!.result })));
  }
  return all;
}

/** Runs of a sweep, to show it as a whole. */
const mostRuns = 5000;

/** @throws LabError `bad-option` */
function requireFew(sweep: Sweep, entry: SweepEntry, variables: readonly Variable[]): void {
  const runs = trialCount(sweep, variables) * sweep.seeds.length * dataOf(sweep).length;
  if (runs <= mostRuns) return;
  throw new LabError(
    'bad-option',
    `The sweep would take ${runs} runs of ${entry.name}, more than ${mostRuns}.`,
    'Try out fewer values, or let TPE choose among them.',
  );
}

async function surveyMethod(sweep: Sweep, entry: SweepEntry, sources: SurveySources): Promise<SurveyedMethod> {
  const variables = await variablesIn(sweep, entry);
  requireFew(sweep, entry, variables);
  const trials: SurveyedTrial[] = [];
  for (;;) {
    if (isAdaptive(sweep) && trials.some(({ end }) => end === undefined)) break;
    const round = nextRound(sweep, entry.name, variables, trials);
    if (round.length === 0) break;
    const threshold =
      sweep.pruneAfter === null ? null : medianOfEarlier(trials.map(({ runs }) => earlyScore(sweep, runs)));
    const runs = await matched(sweep, entry, round, sources);
    trials.push(...round.map((trial, i) => stateOf(sweep, entry, trial, runs[i]!, threshold)));
  }
  return { entry, variables, trials };
}

/**
 * The current state of a sweep: the trials proposed so far, which depend on the results of earlier ones, and their runs.
 * @throws LabError `bad-option`
 */
export async function surveySweep(sweep: Sweep, sources: SurveySources): Promise<SurveyedMethod[]> {
  const methods: SurveyedMethod[] = [];
  for (const entry of sweep.methods) methods.push(await surveyMethod(sweep, entry, sources));
  return methods;
}

/** @throws LabError `bad-option` for a sweep that makes no sense as a whole */
export function checkSweep({ methods, rule, rules, validation, pruneAfter, metric }: Sweep): void {
  const names = methods.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new LabError('bad-option', `Two methods of the sweep are called "${twice}".`);
  if (validation === null && [rule, ...rules].some(readsValidation)) {
    throw new LabError(
      'bad-option',
      'The sweep is to choose on validation streams, but names none.',
      'List them under "validation", or choose another rule.',
    );
  }
  if (pruneAfter !== null && 'ofRun' in metrics[metric] && (rule === 'oracle' || rule === 'validation')) {
    throw new LabError(
      'bad-option',
      `Trials can't be pruned by ${metric}, which is known only at the end of a run.`,
      'Choose another metric, or no pruning.',
    );
  }
}
