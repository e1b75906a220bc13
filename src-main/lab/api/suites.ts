import type { LabApi } from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { readQuickstartSettings } from '../quickstart.ts';
import { configureSuite, matchRuns, runsByConfig, type ConfiguredRun } from '../suites/match-runs.ts';
import { quickstartSuites } from '../suites/quickstart-suites.ts';
import type { Suite } from '../suites/suite.ts';
import { suiteState } from '../suites/suite-table.ts';
import type { ApiContext } from './context.ts';

type SuitesApi = Pick<LabApi, 'listSuites' | 'getSuite' | 'estimateSuite' | 'startSuite' | 'stopSuite'>;

/** Under what the runs of a suite are found together. */
const groupOf = ({ title }: Suite): string => `Suite: ${title}`;
/** What runs that a suite has queued are marked with. */
const tag = 'suite';
const underWay = ['queued', 'running', 'paused'] as const;

/** Configurations of suites that were asked for; they don't change while the lab is open. */
class Suites {
  private suites: Promise<readonly Suite[]> | undefined;
  private readonly configured = new Map<string, Promise<ConfiguredRun[]>>();

  all(): Promise<readonly Suite[]> {
    this.suites ??= readQuickstartSettings().then(quickstartSuites);
    return this.suites;
  }

  /** @throws LabError `not-found` listing the suites */
  async find(id: string): Promise<Suite> {
    const suites = await this.all();
    const found = suites.find((suite) => suite.id === id);
    if (found) return found;
    throw new LabError('not-found', `There is no suite "${id}".`, `Suites: ${suites.map((s) => s.id).join(', ')}.`);
  }

  runsOf(suite: Suite, seeds: readonly number[]): Promise<ConfiguredRun[]> {
    const key = `${suite.id}/${seeds.join(',')}`;
    const known = this.configured.get(key) ?? configureSuite(suite, seeds);
    this.configured.set(key, known);
    return known;
  }
}

/** Suites: ready-made sets of runs and their tables. */
export function suitesApi(
  { lab, store, events }: ApiContext,
  { estimateRuns }: Pick<LabApi, 'estimateRuns'>,
): SuitesApi {
  const suites = new Suites();
  // How much of a suite is done hangs on its runs.
  events.subscribe((event) => {
    if (event.topic === 'run' && event.payload.tags.includes(tag)) events.publish('changed', { what: 'suites' });
  });

  /** The runs of a suite that are not done, with the stored one where there is one. */
  async function unfinished(id: string, seeds: readonly number[]) {
    const suite = await suites.find(id);
    const configured = await suites.runsOf(suite, seeds);
    const matched = matchRuns(store, configured, runsByConfig(store), { numbers: false });
    const open = configured.flatMap((run, index) => {
      const stored = matched[index]?.result?.run;
      return stored?.status === 'done' ? [] : [{ ...run, stored }];
    });
    return { suite, open };
  }

  return {
    async listSuites() {
      const known = runsByConfig(store);
      const summaries = (await suites.all()).map(async (suite) => {
        const configured = await suites.runsOf(suite, suite.defaultSeeds);
        return suiteState(suite, suite.defaultSeeds, matchRuns(store, configured, known, { numbers: false })).summary;
      });
      return Promise.all(summaries);
    },

    async getSuite({ id, seeds }) {
      const suite = await suites.find(id);
      const configured = await suites.runsOf(suite, seeds);
      return suiteState(suite, seeds, matchRuns(store, configured, runsByConfig(store), { numbers: true }));
    },

    async estimateSuite({ id, seeds }) {
      const { open } = await unfinished(id, seeds);
      if (open.length === 0) return { seconds: 0, basis: 'Everything is done already.', runs: 0 };
      const estimate = await estimateRuns({ configs: open.map(({ config }) => config) });
      return { ...estimate, runs: open.length };
    },

    async startSuite({ id, seeds }) {
      const { suite, open } = await unfinished(id, seeds);
      const waiting = open.filter(({ stored }) => !underWay.some((status) => status === stored?.status));
      // Two cells may share a run; the second one then finds it stored already.
      const unique = [...new Map(waiting.map((run) => [run.configHash, run])).values()];
      for (const { planned, config, stored } of unique) {
        const labels = { name: planned.name, group: groupOf(suite), tags: [tag, suite.id] };
        const { finished } = stored ? lab.resumeRun(stored.id) : await lab.startRun(config, labels);
        // Why a run failed stands in its record.
        finished.catch(() => undefined);
      }
      return { queued: unique.length };
    },

    async stopSuite({ id }) {
      const suite = await suites.find(id);
      for (const run of store.listRuns({ group: groupOf(suite), status: underWay })) lab.cancelRun(run.id);
      return null;
    },
  };
}
