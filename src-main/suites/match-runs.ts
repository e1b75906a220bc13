import { existsSync } from 'node:fs';
import type { AdaptRun, PretrainRun, RunRecord, RunStatus } from '../../src-shared/records.ts';
import type { PretrainConfig } from '../../src-shared/pretrain-config.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import type { RunIdentity, Store } from '../store/store.ts';
import { configure, configurePretraining } from '../runs/configure.ts';
import { InputCache } from '../identity/fingerprints.ts';
import type { Identities } from '../identity/identities.ts';
import type { PlannedRun, RunResult, RunSet } from './suite.ts';

/** A planned run with its complete configuration. */
export interface ConfiguredRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly config: RunConfig;
  /** Has to be done before it. */
  readonly pretraining: { readonly name: string; readonly config: PretrainConfig } | undefined;
}

/** A planned pre-training and its identity. */
interface IdentifiedPretraining extends RunIdentity {
  readonly name: string;
  readonly config: PretrainConfig;
}

/** A configured run and its identity. */
export interface IdentifiedRun extends ConfiguredRun, RunIdentity {
  readonly pretraining: IdentifiedPretraining | undefined;
}

/** A planned run and the stored run that is the same. */
export interface MatchedRun {
  readonly planned: PlannedRun;
  readonly seed: number;
  readonly result: RunResult | undefined;
}

/** A pre-training and the stored run that is the same. */
export interface MatchedPretraining {
  readonly pretraining: IdentifiedPretraining;
  readonly stored: PretrainRun | undefined;
}

/** Runs as they were planned, one set per seed, with all defaults filled in. @throws LabError `bad-option` */
export async function configureSuite(set: RunSet, seeds: readonly number[]): Promise<ConfiguredRun[]> {
  const runs: ConfiguredRun[] = [];
  for (const seed of seeds) {
    for (const planned of set.plan(seed)) {
      const { config } = await configure(planned.config);
      const pretraining = planned.pretraining && {
        name: planned.pretraining.name,
        config: configurePretraining(planned.pretraining.config),
      };
      runs.push({ planned, seed, config, pretraining });
    }
  }
  return runs;
}

/** Stored runs by their identity. */
export interface KnownRuns {
  readonly adapt: ReadonlyMap<string, readonly AdaptRun[]>;
  readonly pretrain: ReadonlyMap<string, readonly PretrainRun[]>;
}

const isAdaptRun = (run: RunRecord): run is AdaptRun => run.kind === 'adapt';
const isPretrainRun = (run: RunRecord): run is PretrainRun => run.kind === 'pretrain';

export async function knownRuns(identities: Identities): Promise<KnownRuns> {
  const runs = await identities.runs();
  const byIdentity = <Run extends RunRecord>(some: readonly Run[]) => Map.groupBy(some, ({ identity }) => identity);
  return { adapt: byIdentity(runs.filter(isAdaptRun)), pretrain: byIdentity(runs.filter(isPretrainRun)) };
}

/** Of several runs that are the same the one that is furthest. */
const preference: readonly RunStatus[] = ['done', 'running', 'paused', 'queued', 'interrupted', 'failed', 'cancelled'];

export function furthestRun<Run extends RunRecord>(runs: readonly Run[]): Run | undefined {
  return [...runs].sort((a, b) => preference.indexOf(a.status) - preference.indexOf(b.status))[0];
}

/** The stored run of a pre-training. One whose file is gone counts as not done. */
function storedPretraining({ identity }: RunIdentity, known: KnownRuns): PretrainRun | undefined {
  const usable = (known.pretrain.get(identity) ?? []).filter(
    ({ status, summary }) => status !== 'done' || (summary !== null && existsSync(summary.output)),
  );
  return furthestRun(usable);
}

/** A generator that was pre-trained already may lie elsewhere than a pre-training of today would put it. */
function withGenerator({ config }: ConfiguredRun, pretrained: PretrainRun | undefined): RunConfig {
  const output = pretrained?.summary?.output;
  return output === undefined || (config.mgg !== null && existsSync(config.mgg)) ? config : { ...config, mgg: output };
}

/** Computes the identities of configured runs; they use the existing generators. */
export async function identifyRuns(
  configured: readonly ConfiguredRun[],
  identities: Identities,
  known: KnownRuns,
): Promise<IdentifiedRun[]> {
  const runs: IdentifiedRun[] = [];
  const cache = new InputCache();
  for (const run of configured) {
    const { pretraining: planned } = run;
    const pretraining = planned && { ...planned, ...(await identities.of('pretrain', planned.config, cache)) };
    const config = withGenerator(run, pretraining && storedPretraining(pretraining, known));
    runs.push({ ...run, config, ...(await identities.of('adapt', config, cache)), pretraining });
  }
  return runs;
}

function resultOf(store: Store, run: AdaptRun): RunResult {
  return { run, shifts: store.shiftsOf(run.id), batchesOf: (position) => store.batchesOf(run.id, position) };
}

/** Finds the stored run of each planned one; with `numbers: false` without what it measured, which is faster. */
export function matchRuns(
  store: Store,
  identified: readonly IdentifiedRun[],
  known: KnownRuns,
  { numbers }: { readonly numbers: boolean },
): MatchedRun[] {
  return identified.map(({ planned, seed, identity }) => {
    const same = known.adapt.get(identity) ?? [];
    const run = furthestRun(planned.fits ? same.filter(planned.fits) : same);
    if (!run) return { planned, seed, result: undefined };
    return { planned, seed, result: numbers ? resultOf(store, run) : { run, shifts: [], batchesOf: () => [] } };
  });
}

/** The pre-trainings of configured runs, each once. */
export function matchPretrainings(identified: readonly IdentifiedRun[], known: KnownRuns): MatchedPretraining[] {
  const all = identified.flatMap(({ pretraining }) => pretraining ?? []);
  const each = new Map(all.map((pretraining) => [pretraining.identity, pretraining]));
  return [...each.values()].map((pretraining) => ({ pretraining, stored: storedPretraining(pretraining, known) }));
}
