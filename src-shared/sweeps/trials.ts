import { seeded, textKey, type Random } from '../random.ts';
import { prefersHigher } from './rules.ts';
import type { Sweep, TrialValues } from './sweep.ts';
import { proposePlaces, startupTrials, type Dimension } from './tpe.ts';
import { gridOf, placeOf, valuesAt, type Variable } from './variables.ts';

/** A setting of a method that is tried: on the same streams with each seed. */
export interface Trial {
  /** Among those of its method, in the order in which they are proposed. */
  readonly index: number;
  readonly values: TrialValues;
}

/** How a trial ended. */
export interface TrialEnd {
  readonly status: 'done' | 'pruned' | 'failed';
  /** Criterion of the selection rule, mean over seeds; null where there is none. */
  readonly score: number | null;
}

/** Draws that repeat an earlier trial are drawn again so often: lists have few combinations. */
const redraws = 20;

/** All combinations, the last variable changing fastest. */
function gridTrials(variables: readonly Variable[]): TrialValues[] {
  return variables.reduce<TrialValues[]>(
    (trials, variable) =>
      trials.flatMap((values) => gridOf(variable).map((value) => ({ ...values, [variable.name]: value }))),
    [{}],
  );
}

type Strategy = Pick<Sweep, 'strategy' | 'trials' | 'parallel' | 'samplerSeed' | 'pruneAfter' | 'rule' | 'metric'>;

/** Whether what is tried next depends on what came of earlier trials; else all is known from the start. */
export const isAdaptive = ({ strategy, pruneAfter }: Pick<Sweep, 'strategy' | 'pruneAfter'>): boolean =>
  strategy === 'tpe' || pruneAfter !== null;

/** Trials of a method in all: of lists no more than they have combinations. */
export function trialCount({ strategy, trials }: Strategy, variables: readonly Variable[]): number {
  const combinations = variables.reduce((count, variable) => count * gridOf(variable).length, 1);
  if (strategy === 'grid') return combinations;
  return variables.every(({ variation }) => 'values' in variation) ? Math.min(trials, combinations) : trials;
}

/** Trials of a method that are proposed at once. */
const roundSize = (sweep: Strategy, variables: readonly Variable[]): number =>
  isAdaptive(sweep) ? sweep.parallel : trialCount(sweep, variables);

const isSame = (a: TrialValues, b: TrialValues): boolean => Object.keys(a).every((name) => a[name] === b[name]);

function drawn(sweep: Strategy, variables: readonly Variable[], ended: readonly Ended[], random: Random): number[] {
  if (sweep.strategy !== 'tpe' || ended.length < startupTrials(sweep.trials)) return variables.map(() => random());
  const dimensions = variables.map(({ variation }): Dimension => ({
    choices: 'values' in variation ? variation.values.length : null,
  }));
  const placesOf = ({ values }: Trial) => variables.map((variable) => placeOf(variable, values[variable.name]!));
  const observed = ended.flatMap(({ trial, end }) => (end ? [{ places: placesOf(trial), score: end.score }] : []));
  const pending = ended.flatMap(({ trial, end }) => (end ? [] : [placesOf(trial)]));
  return proposePlaces(dimensions, observed, pending, prefersHigher(sweep.rule, sweep.metric), random);
}

interface Ended {
  readonly trial: Trial;
  /** Undefined for one of the same round. */
  readonly end: TrialEnd | undefined;
}

/**
 * The next round of trials of a method: a pure function of the sweep and what came of the rounds before it, so that one that
 * was stopped goes on to the same trials. Empty when all are there.
 * @param earlier all trials of the rounds before, in their order, each ended where the sweep is adaptive
 */
export function nextRound(
  sweep: Strategy,
  entryName: string,
  variables: readonly Variable[],
  earlier: readonly { readonly trial: Trial; readonly end: TrialEnd | undefined }[],
): Trial[] {
  const first = earlier.length;
  const last = Math.min(trialCount(sweep, variables), first + roundSize(sweep, variables));
  if (sweep.strategy === 'grid') {
    return gridTrials(variables)
      .slice(first, last)
      .map((values, i) => ({ index: first + i, values }));
  }
  const all: Ended[] = [...earlier];
  for (let index = first; index < last; index++) {
    const random = seeded(sweep.samplerSeed, textKey(entryName), index);
    let values = valuesAt(variables, drawn(sweep, variables, all, random));
    for (let tries = 0; tries < redraws && all.some(({ trial }) => isSame(trial.values, values)); tries++) {
      values = valuesAt(variables, drawn(sweep, variables, all, random));
    }
    all.push({ trial: { index, values }, end: undefined });
  }
  return all.slice(first).map(({ trial }) => trial);
}
