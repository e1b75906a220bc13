import type { RunColumns } from '../curves/columns.ts';
import { lossCurve, taskLossCurves } from '../curves/quantity.ts';
import { pretrainConfigSchema } from '../pretrain-config.ts';
import type { PretrainRun } from '../records.ts';
import { placesOf } from './method-looks.ts';
import type { ChartSeries } from './types.ts';

/** How many tasks a pre-training has; one where its settings can't be read. */
export const taskCount = ({ config }: Pick<PretrainRun, 'config'>): number =>
  1 + (pretrainConfigSchema.safeParse(config).data?.tasks.length ?? 0);

/**
 * Losses of pre-trainings by step, those of each task for itself, since they are of other data or another model. Tasks differ by
 * colour, runs by dashes.
 * @param curveOf what is known of a run's losses
 */
export function lossSeries(
  runs: readonly PretrainRun[],
  curveOf: (id: string) => Pick<RunColumns, 'firstStep' | 'losses'> | undefined,
  nameOf: (run: PretrainRun) => string,
): ChartSeries[] {
  const places = placesOf(runs.map(({ method }) => method));
  return runs.flatMap((run, place): ChartSeries[] => {
    const curve = curveOf(run.id);
    if (!curve || curve.losses.length === 0) return [];
    const [name, color, tasks] = [nameOf(run), places[place]!, taskCount(run)];
    if (tasks === 1) return [{ id: run.id, name, color, ...lossCurve(curve) }];
    return taskLossCurves(curve, tasks).map((own, task) => ({
      ...{ id: `${run.id}-${task + 1}`, name: `${name}, task ${task + 1}` },
      ...{ ...own, color: color + task },
    }));
  });
}
