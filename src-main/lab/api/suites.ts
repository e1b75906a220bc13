import type { LabApi } from '../../../src-shared/api/contract.ts';
import { suiteTag } from '../suites/suites.ts';
import type { ApiContext } from './context.ts';

type SuitesApi = Pick<LabApi, 'listSuites' | 'getSuite' | 'estimateSuite' | 'startSuite' | 'stopSuite'>;

/** Suites: ready-made sets of runs and their tables. */
export function suitesApi(
  { lab: { suites }, events }: ApiContext,
  { estimateRuns }: Pick<LabApi, 'estimateRuns'>,
): SuitesApi {
  // How much of a suite is done hangs on its runs.
  events.subscribe((event) => {
    if (event.topic === 'run' && event.payload.tags.includes(suiteTag)) events.publish('changed', { what: 'suites' });
  });

  return {
    listSuites: () => suites.list(),
    getSuite: ({ id, seeds }) => suites.state(id, seeds),

    async estimateSuite({ id, seeds }) {
      const open = await suites.open(id, seeds);
      if (open.length === 0) return { seconds: 0, basis: 'Everything is done already.', runs: 0 };
      const estimate = await estimateRuns({ configs: open.map(({ config }) => config) });
      return { ...estimate, runs: open.length };
    },

    async startSuite({ id, seeds }) {
      const queued = await suites.start(id, seeds);
      // Why a run failed stands in its record.
      for (const { finished } of queued) finished.catch(() => undefined);
      return { queued: queued.length };
    },

    async stopSuite({ id }) {
      await suites.stop(id);
      return null;
    },
  };
}
