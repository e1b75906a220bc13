import type { AdaptRun, RunRecord } from '../../../src-shared/records.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import { hashConfig } from '../../store/config-hash.ts';
import type { Store } from '../../store/store.ts';
import { configure } from '../configure.ts';
import type { PlannedRun, RunResult, Suite } from './suite.ts';
import { furthestRun, type MatchedRun } from './suite-table.ts';

/** A planned run with its complete configuration. */
export interface ConfiguredRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly config: RunConfig;
  readonly configHash: string;
}

/** The runs of a suite, one set per seed, with all defaults filled in. @throws LabError `bad-option` */
export async function configureSuite(suite: Suite, seeds: readonly number[]): Promise<ConfiguredRun[]> {
  const runs: ConfiguredRun[] = [];
  for (const seed of seeds) {
    for (const planned of suite.plan(seed)) {
      const { config } = await configure(planned.config);
      runs.push({ planned, seed, config, configHash: hashConfig(config) });
    }
  }
  return runs;
}

const isAdaptRun = (run: RunRecord): run is AdaptRun => run.kind === 'adapt';

/** All adaptation runs of a store by the hash of their configuration. */
export function runsByConfig(store: Store): ReadonlyMap<string, readonly AdaptRun[]> {
  return Map.groupBy(store.listRuns({ kind: 'adapt' }).filter(isAdaptRun), ({ configHash }) => configHash);
}

function resultOf(store: Store, run: AdaptRun): RunResult {
  return { run, shifts: store.shiftsOf(run.id), batchesOf: (position) => store.batchesOf(run.id, position) };
}

/** Finds the stored run of each planned one; with `numbers: false` without what it measured, which is faster. */
export function matchRuns(
  store: Store,
  configured: readonly ConfiguredRun[],
  known: ReadonlyMap<string, readonly AdaptRun[]>,
  { numbers }: { readonly numbers: boolean },
): MatchedRun[] {
  return configured.map(({ planned, seed, configHash }) => {
    const run = furthestRun(known.get(configHash) ?? []);
    if (!run) return { planned, seed, result: undefined };
    return { planned, seed, result: numbers ? resultOf(store, run) : { run, shifts: [], batchesOf: () => [] } };
  });
}
