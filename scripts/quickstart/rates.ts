import type { SweepState } from '../../src-shared/api/sweeps.ts';
import type { QuickstartEntry, QuickstartSettings } from '../../src-main/planning/quickstart.ts';

/** A rate that was tried. */
interface Trial {
  readonly lr: number;
  /** Average over the validation corruptions, a fraction; null where the trial was given up before their end, or failed. */
  readonly accuracy: number | null;
}

/** Result of a sweep for one method. */
export interface ChosenRate {
  readonly name: string;
  readonly lr: number;
  /** From the smallest rate to the largest. */
  readonly trials: readonly Trial[];
}

/** Grids have factors of √10: three digits name their values. */
const rounded = (value: unknown): number => Number(Number(value).toPrecision(3));

/**
 * The learning rates that the sweep's rule has chosen, with three significant digits.
 * @throws Error naming a method of which not all trials have ended
 */
export function chosenRates({
  sweep,
  methods,
  trials,
}: Pick<SweepState, 'sweep' | 'methods' | 'trials'>): ChosenRate[] {
  return methods.map(({ name, trials: wanted, choices }) => {
    const own = trials.filter(({ method }) => method === name);
    const ended = own.filter(({ status }) => status === 'done' || status === 'pruned' || status === 'failed');
    const choice = choices.find(({ rule }) => rule === sweep.rule);
    const best = own.find(({ index }) => index === choice?.trial);
    if (ended.length < wanted || !best) throw new Error(`The sweep has not finished ${name}: run it first.`);
    const accuracyOf = ({ status, scores }: (typeof own)[number]): number | null =>
      status === 'done' && typeof scores.oracle === 'number' ? Number(scores.oracle.toFixed(6)) : null;
    const tried = own.map((trial): Trial => ({ lr: rounded(trial.values['lr']), accuracy: accuracyOf(trial) }));
    return { name, lr: rounded(best.values['lr']), trials: tried.toSorted((a, b) => a.lr - b.lr) };
  });
}

/** @throws Error where the runs with a rate are others than those of the sweep */
function ratesOf<Entry extends QuickstartEntry>(entries: readonly Entry[], rates: readonly ChosenRate[]): Entry[] {
  const tuned = entries.filter(({ options }) => 'lr' in options).map(({ name }) => name);
  const found = new Map(rates.map(({ name, lr }) => [name, lr]));
  const apart = [
    ...tuned.filter((name) => !found.has(name)),
    ...[...found.keys()].filter((name) => !tuned.includes(name)),
  ];
  if (apart.length > 0) throw new Error(`Only one of the settings and the sweep has a rate of ${apart.join(', ')}.`);
  return entries.map((entry) => {
    const lr = found.get(entry.name);
    return lr === undefined ? entry : { ...entry, options: { ...entry.options, lr } };
  });
}

/** The sweep of the rates of the quick start itself. */
export const quickstartRates = 'quickstart-rates';

/**
 * The settings with the rates that a sweep has chosen.
 * @param sweep its id: `quickstart-rates`, or one that a part of the transfer names
 * @throws Error where the settings have another set of runs with a rate than the sweep
 */
export function withRates(
  settings: QuickstartSettings,
  sweep: string,
  rates: readonly ChosenRate[],
): QuickstartSettings {
  if (sweep === quickstartRates) return { ...settings, runs: ratesOf(settings.runs, rates) };
  const transfer = settings.transfer.map((part) =>
    part.sweep === sweep ? { ...part, runs: ratesOf(part.runs, rates) } : part,
  );
  if (transfer.every(({ sweep: own }) => own !== sweep)) throw new Error(`No rate is chosen by the sweep ${sweep}.`);
  return { ...settings, transfer };
}
