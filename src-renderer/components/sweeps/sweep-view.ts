import type { SweepChoice, SweepState, SweepTrial } from '../../../src-shared/api/sweeps.ts';
import type { ChosenOn } from '../../../src-shared/sweeps/chosen.ts';

/** The trial that a choice is. */
export const chosenTrial = (
  { trials }: Pick<SweepState, 'trials'>,
  method: string,
  { trial }: Pick<SweepChoice, 'trial'>,
): SweepTrial | undefined => trials.find((one) => one.method === method && one.index === trial);

/** Settings to use in New experiment: the runs that have them, and the data on which they were chosen. */
export const useQuery = (trials: readonly SweepTrial[], chosen: ChosenOn): { from: string; chosen: ChosenOn } => ({
  from: trials.flatMap(({ runIds }) => runIds).join(','),
  chosen,
});
