import type { SweepChoice, SweepMethod, SweepState, SweepTrial } from '../api/sweeps.ts';

/** A setting that is tried out. */
export type SweepVariable = SweepMethod['variables'][number];

/** All settings that are tried out, each once, in the order of the methods. */
export function variablesIn({ methods }: Pick<SweepState, 'methods'>): SweepVariable[] {
  const all = methods.flatMap(({ variables }) => variables);
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/** Choice of the sweep's own rule for a method. */
export const ownChoice = ({ sweep }: Pick<SweepState, 'sweep'>, { choices }: SweepMethod): SweepChoice | undefined =>
  choices.find(({ rule }) => rule === sweep.rule);

/** A trial that has the metric. */
export type MeasuredTrial = SweepTrial & { readonly mean: number };

/** Trials of a method that have the metric. */
export const measuredOf = ({ trials }: SweepState, { name }: Pick<SweepMethod, 'name'>): MeasuredTrial[] =>
  trials.filter((trial): trial is MeasuredTrial => trial.method === name && trial.mean !== null);
