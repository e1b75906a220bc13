import { existsSync } from 'node:fs';
import type { AdaptRun, PretrainRun, RunRecord, RunStatus } from '../../../src-shared/records.ts';
import type { PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import type { RunConfig } from '../../../src-shared/run-config.ts';
import { hashConfig } from '../../store/config-hash.ts';
import type { Store } from '../../store/store.ts';
import { configure, configurePretraining } from '../configure.ts';
import type { PlannedRun, RunResult, Suite } from './suite.ts';

/** A planned pre-training with its complete configuration. */
export interface ConfiguredPretraining {
  readonly name: string;
  readonly config: PretrainConfig;
  readonly configHash: string;
}

/** A planned run with its complete configuration. */
export interface ConfiguredRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly config: RunConfig;
  readonly configHash: string;
  /** What has to be done before it. */
  readonly pretraining: ConfiguredPretraining | undefined;
}

/** A configured run and the stored run that has its configuration. */
export interface MatchedRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly result: RunResult | undefined;
}

/** A pre-training and the stored run that has its configuration. */
export interface MatchedPretraining {
  readonly pretraining: ConfiguredPretraining;
  readonly stored: PretrainRun | undefined;
}

function configurePlanned({ pretraining }: PlannedRun): ConfiguredPretraining | undefined {
  if (!pretraining) return undefined;
  const config = configurePretraining(pretraining.config);
  return { name: pretraining.name, config, configHash: hashConfig(config) };
}

/** The runs of a suite, one set per seed, with all defaults filled in. @throws LabError `bad-option` */
export async function configureSuite(suite: Suite, seeds: readonly number[]): Promise<ConfiguredRun[]> {
  const runs: ConfiguredRun[] = [];
  for (const seed of seeds) {
    for (const planned of suite.plan(seed)) {
      const { config } = await configure(planned.config);
      runs.push({ planned, seed, config, configHash: hashConfig(config), pretraining: configurePlanned(planned) });
    }
  }
  return runs;
}

/** Stored runs by the hash of their configuration. */
export interface KnownRuns {
  readonly adapt: ReadonlyMap<string, readonly AdaptRun[]>;
  readonly pretrain: ReadonlyMap<string, readonly PretrainRun[]>;
}

const isAdaptRun = (run: RunRecord): run is AdaptRun => run.kind === 'adapt';
const isPretrainRun = (run: RunRecord): run is PretrainRun => run.kind === 'pretrain';

export function knownRuns(store: Store): KnownRuns {
  const runs = store.listRuns();
  const byHash = <Run extends RunRecord>(some: readonly Run[]) => Map.groupBy(some, ({ configHash }) => configHash);
  return { adapt: byHash(runs.filter(isAdaptRun)), pretrain: byHash(runs.filter(isPretrainRun)) };
}

/** Of several runs with the same configuration the one that is furthest. */
const preference: readonly RunStatus[] = ['done', 'running', 'paused', 'queued', 'interrupted', 'failed', 'cancelled'];

export function furthestRun<Run extends RunRecord>(runs: readonly Run[]): Run | undefined {
  return [...runs].sort((a, b) => preference.indexOf(a.status) - preference.indexOf(b.status))[0];
}

function resultOf(store: Store, run: AdaptRun): RunResult {
  return { run, shifts: store.shiftsOf(run.id), batchesOf: (position) => store.batchesOf(run.id, position) };
}

/** Finds the stored run of each planned one; with `numbers: false` without what it measured, which is faster. */
export function matchRuns(
  store: Store,
  configured: readonly ConfiguredRun[],
  known: KnownRuns,
  { numbers }: { readonly numbers: boolean },
): MatchedRun[] {
  return configured.map(({ planned, seed, configHash }) => {
    const run = furthestRun(known.adapt.get(configHash) ?? []);
    if (!run) return { planned, seed, result: undefined };
    return { planned, seed, result: numbers ? resultOf(store, run) : { run, shifts: [], batchesOf: () => [] } };
  });
}

/** The pre-trainings of configured runs, each once. One whose file is gone counts as not done. */
export function matchPretrainings(configured: readonly ConfiguredRun[], known: KnownRuns): MatchedPretraining[] {
  const all = configured.flatMap(({ pretraining }) => pretraining ?? []);
  const each = new Map(all.map((pretraining) => [pretraining.configHash, pretraining]));
  return [...each.values()].map((pretraining) => {
    const stored = (known.pretrain.get(pretraining.configHash) ?? []).filter(
      ({ status, summary }) => status !== 'done' || (summary !== null && existsSync(summary.output)),
    );
    return { pretraining, stored: furthestRun(stored) };
  });
}
