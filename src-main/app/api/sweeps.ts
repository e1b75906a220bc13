import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { Sweep } from '../../../src-shared/sweeps/sweep.ts';
import { sweepFiles } from '../../../src-shared/sweeps/sweep-files.ts';
import { sweepTag } from '../../suites/queue-work.ts';
import type { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';

type SweepsApi = Pick<
  LabApi,
  | 'listSweeps'
  | 'getSweep'
  | 'estimateSweep'
  | 'createSweep'
  | 'startSweep'
  | 'stopSweep'
  | 'deleteSweep'
  | 'exportSweep'
>;

/** Of so many runs each is estimated; of more, some that stand for all. */
const mostEstimated = 100;

/** Evenly spread ones. */
function sample<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}

/** A sweep that names only files that the lab may read. @throws LabError `bad-input` */
async function confined(sweep: Sweep, confinement: ConfigConfinement): Promise<Sweep> {
  const { dataset, model, orderFile, oodFolder } = await confinement.run({ ...sweep.base, mgg: null });
  const base = { ...sweep.base, dataset, model, orderFile, oodFolder };
  const methods = await Promise.all(
    sweep.methods.map(async (entry) => ({ ...entry, mgg: (await confinement.run({ ...base, mgg: entry.mgg })).mgg })),
  );
  const { validation } = sweep;
  const own = validation && {
    ...validation,
    dataset: (await confinement.run({ ...base, mgg: null, dataset: validation.dataset })).dataset,
  };
  return { ...sweep, base, methods, validation: own };
}

/** Sweeps: settings that are tried out, and how the best are chosen. */
export function sweepsApi(
  { sweeps, hub }: ApiContext,
  { estimateRuns }: Pick<LabApi, 'estimateRuns'>,
  confinement: ConfigConfinement,
): SweepsApi {
  const changed = (): void => hub.publish('changed', { what: 'sweeps' });
  hub.subscribe((event) => {
    if (event.topic === 'run' && event.payload.tags.includes(sweepTag)) changed();
  });

  return {
    listSweeps: () => sweeps.list(),
    getSweep: ({ id, metric }) => sweeps.state(id, metric),

    async estimateSweep({ sweep }, signal) {
      const { configs, summary } = await sweeps.missing(await confined(sweep, confinement));
      const counts = { trials: summary.trials, runs: summary.runs };
      if (configs.length === 0) return { seconds: 0, basis: 'Everything is done already.', ...counts };
      const some = sample(configs, mostEstimated);
      const { seconds, basis } = await estimateRuns({ configs: [...some] }, signal);
      return { seconds: seconds === null ? null : (seconds * configs.length) / some.length, basis, ...counts };
    },

    async createSweep({ sweep }) {
      const summary = await sweeps.create(await confined(sweep, confinement));
      changed();
      return summary;
    },

    startSweep: ({ id, retry }) => sweeps.start(id, retry),

    async stopSweep({ id }) {
      await sweeps.stop(id);
      return null;
    },

    async deleteSweep({ id }) {
      await sweeps.remove(id);
      changed();
      return null;
    },

    exportSweep: async ({ id }) => sweepFiles(await sweeps.state(id)),
  };
}
