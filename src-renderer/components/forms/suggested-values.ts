import { optionProblem, type OptionSpec } from '../../../src-shared/option-specs.ts';
import type { TrialValue } from '../../../src-shared/sweeps/sweep.ts';
import { isLogarithmic } from './option-values.ts';

const factors = { logarithmic: [0.1, 0.3, 1, 3], whole: [0.5, 1, 2], linear: [0.5, 1, 1.5] } as const;

/** Values to begin with when a setting is tried out: all of a choice, else some around the one that it has. */
export function suggestedValues(spec: OptionSpec, value: TrialValue): TrialValue[] {
  if (spec.kind === 'boolean') return [false, true];
  if (spec.kind === 'choice') return [...(spec.choices ?? [])];
  const base = typeof value === 'number' ? value : (spec.suggestion ?? spec.minimum ?? 1);
  const whole = spec.kind === 'integer';
  const steps = isLogarithmic(spec) ? factors.logarithmic : whole ? factors.whole : factors.linear;
  const around = steps.map((factor) => Number((whole ? Math.round(base * factor) : base * factor).toPrecision(4)));
  const own = value === null ? [null] : [];
  return [...own, ...new Set(around.filter((one) => optionProblem(spec, one) === undefined))];
}
