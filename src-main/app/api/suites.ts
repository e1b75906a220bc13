import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { Estimate } from '../../../src-shared/api/runs.ts';
import type { PaperSetup } from '../../../src-shared/paper-setup.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import { confine } from '../../catalog/datasets/confine.ts';
import { suiteTag, type SuiteRun } from '../../suites/queue-work.ts';
import type { ApiContext } from './context.ts';

type SuitesApi = Pick<
  LabApi,
  'listSuites' | 'getSuite' | 'estimateSuite' | 'startSuite' | 'stopSuite' | 'getPaperSetup' | 'changePaperSetup'
>;

/** The fields of the setup that are paths of the user's. */
const pathFields = [
  'imagenetC',
  'imagenetR',
  'imagenetSketch',
  'imagenetA',
  'clean',
  'model',
  'wildModel',
  'mgg',
  'mggLstm',
] as const satisfies readonly (keyof PaperSetup)[];

/** A run whose generator is still to be trained takes as long with an untrained one. */
function estimable({ config, pretraining }: SuiteRun): RunConfig {
  if (!pretraining) return config;
  return { ...config, mgg: pretraining.config.generator === 'lstm' ? 'untrained:lstm' : 'untrained' };
}

/** Of parts one after the other; unknown as soon as one is. */
function sumOf(parts: readonly Estimate[]): Estimate {
  const unknown = parts.find(({ seconds }) => seconds === null);
  if (unknown) return unknown;
  return { seconds: parts.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0), basis: parts.at(-1)?.basis ?? '' };
}

/** Suites: ready-made sets of runs and their tables. */
export function suitesApi(
  { suites, hub, roots }: ApiContext,
  { estimateRuns, estimatePretraining }: Pick<LabApi, 'estimateRuns' | 'estimatePretraining'>,
): SuitesApi {
  // How much of a suite is done hangs on its runs.
  hub.subscribe((event) => {
    if (event.topic === 'run' && event.payload.tags.includes(suiteTag)) hub.publish('changed', { what: 'suites' });
  });

  return {
    listSuites: () => suites.list(),
    getSuite: ({ id, seeds, part, metric }) => suites.state(id, seeds, part, metric),

    async estimateSuite({ id, seeds, part }, signal) {
      const { runs, pretrainings } = await suites.open(id, seeds, part);
      const count = runs.length + pretrainings.length;
      if (count === 0) return { seconds: 0, basis: 'Everything is done already.', runs: 0 };
      const parts: Estimate[] = [];
      for (const { pretraining } of pretrainings) {
        parts.push(await estimatePretraining({ config: pretraining.config }, signal));
      }
      parts.push(await estimateRuns({ configs: runs.map(estimable) }, signal));
      return { ...sumOf(parts), runs: count };
    },

    startSuite: ({ id, seeds, part }) => suites.start(id, seeds, part),

    getPaperSetup: () => Promise.resolve(suites.setup),

    async changePaperSetup(changes) {
      for (const name of pathFields) if (changes[name]) await confine(changes[name], roots);
      const setup = suites.changeSetup(changes);
      hub.publish('changed', { what: 'suites' });
      return setup;
    },

    async stopSuite({ id }) {
      await suites.stop(id);
      return null;
    },
  };
}
