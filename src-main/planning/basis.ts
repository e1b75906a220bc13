import { atLeastStep, type EstimateAccuracy } from './accuracy.ts';

/** Where a speed comes from, the surest first. */
export type SpeedSource = 'runs' | 'calibration' | 'similar';

/** Error bound of most estimates, as long as too few have been compared with actual times. */
export const usualShares = { runs: 0.2, calibration: 0.4 } as const;

const beginnings = {
  runs: 'From earlier runs of this kind on this computer',
  calibration: 'From a few batches computed just now or earlier on this computer',
} as const;
const ofSimilar =
  'From earlier runs with other batch sizes or data, as the computer is busy: the order of magnitude, not more.';

/** How good estimates have been, by where they come from. */
type Accuracies = Readonly<Record<keyof typeof usualShares, EstimateAccuracy>>;

/** A part of an estimate, e.g. one of several runs. */
export interface EstimatePart {
  readonly source: SpeedSource;
  readonly seconds: number;
}

const usual: Accuracies = {
  runs: { factor: 1, within: usualShares.runs, count: 0 },
  calibration: { factor: 1, within: usualShares.calibration, count: 0 },
};

/** Basis of an estimate, by its least certain part, and its usual error; undefined without any basis. */
export function basisText(parts: readonly EstimatePart[] | undefined, accuracies = usual): string {
  if (!parts) return 'Nothing of this kind has run here yet, and the computer is busy with a run.';
  const known = parts.flatMap(({ source, seconds }) => (source === 'similar' ? [] : [{ source, seconds }]));
  if (known.length < parts.length) return ofSimilar;
  const used = known.map(({ source }) => accuracies[source]);
  // Errors of several runs are partly too high and partly too low.
  const error = Math.hypot(...known.map(({ seconds }, index) => seconds * (used[index]?.within ?? 0)));
  const total = known.reduce((sum, { seconds }) => sum + seconds, 0);
  const within = total > 0 ? atLeastStep(error / total) : Math.max(...used.map((one) => one.within));
  const count = Math.min(...used.map((one) => one.count));
  const from = count === 0 ? '' : ` (as the last ${count} such estimates were)`;
  const source = known.some((part) => part.source === 'calibration') ? 'calibration' : 'runs';
  return `${beginnings[source]}, usually within ${Math.round(100 * within)} %${from}.`;
}
