import type { SuiteState, SuiteSummary } from '../../../src-shared/api/lab.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { AdaptRun } from '../../../src-shared/records.ts';
import type { Store } from '../../store/store.ts';
import type { Lab, QueuedRun } from '../lab.ts';
import { readQuickstartSettings } from '../quickstart.ts';
import { configureSuite, matchRuns, runsByConfig, type ConfiguredRun } from './match-runs.ts';
import { quickstartSuites } from './quickstart-suites.ts';
import type { PlannedRun, Suite } from './suite.ts';
import { suiteState } from './suite-table.ts';

/** What runs that a suite has queued are marked with, besides the suite's id. */
export const suiteTag = 'suite';

/** Under what the runs of a suite are found together. */
const groupOf = ({ title }: Suite): string => `Suite: ${title}`;
export const underWay = ['queued', 'running', 'paused'] as const;

/** How the runs of a suite are called and found. */
export function labelsOf(suite: Suite, planned: PlannedRun): { name: string; group: string; tags: string[] } {
  return { name: planned.name, group: groupOf(suite), tags: [suiteTag, suite.id] };
}

/** A run of a suite; with the stored one where there is one. */
export interface SuiteRun extends ConfiguredRun {
  readonly stored: AdaptRun | undefined;
}

/** The suites of the lab: their tables as they stand, and their runs. */
export class Suites {
  private definitions: Promise<readonly Suite[]> | undefined;
  /** Configurations don't change while the lab is open. */
  private readonly configured = new Map<string, Promise<ConfiguredRun[]>>();
  private readonly lab: Lab;
  private readonly store: Store;

  constructor(lab: Lab, store: Store) {
    this.lab = lab;
    this.store = store;
  }

  async list(): Promise<SuiteSummary[]> {
    const suites = await this.all();
    const configured = await Promise.all(suites.map((suite) => this.runsOf(suite, suite.defaultSeeds)));
    const known = runsByConfig(this.store);
    return suites.map((suite, index) => {
      const matched = matchRuns(this.store, configured[index]!, known, { numbers: false });
      return suiteState(suite, suite.defaultSeeds, matched).summary;
    });
  }

  /** @throws LabError `not-found` */
  async state(id: string, seeds: readonly number[]): Promise<SuiteState> {
    const suite = await this.find(id);
    const configured = await this.runsOf(suite, seeds);
    return suiteState(suite, seeds, matchRuns(this.store, configured, runsByConfig(this.store), { numbers: true }));
  }

  /** @returns the runs of a suite, each once. @throws LabError `bad-option` */
  async runs(suite: Suite, seeds: readonly number[]): Promise<SuiteRun[]> {
    const configured = await this.runsOf(suite, seeds);
    const matched = matchRuns(this.store, configured, runsByConfig(this.store), { numbers: false });
    const runs = configured.map((run, index): SuiteRun => ({ ...run, stored: matched[index]?.result?.run }));
    // Two cells may share a run.
    return [...new Map(runs.map((run) => [run.configHash, run])).values()];
  }

  /** @returns the runs that are not done, each once. @throws LabError `not-found` */
  async open(id: string, seeds: readonly number[]): Promise<SuiteRun[]> {
    return (await this.runs(await this.find(id), seeds)).filter(({ stored }) => stored?.status !== 'done');
  }

  /** Queues what is missing, and goes on with what was interrupted. @throws LabError `not-found` */
  async start(id: string, seeds: readonly number[]): Promise<QueuedRun[]> {
    const suite = await this.find(id);
    const open = await this.open(id, seeds);
    const queued: QueuedRun[] = [];
    for (const { planned, config, stored } of open) {
      if (underWay.some((status) => status === stored?.status)) continue;
      queued.push(stored ? this.lab.resumeRun(stored.id) : await this.lab.startRun(config, labelsOf(suite, planned)));
    }
    return queued;
  }

  /** Cancels what the suite has queued or under way. @throws LabError `not-found` */
  async stop(id: string): Promise<void> {
    const group = groupOf(await this.find(id));
    for (const run of this.store.listRuns({ group, status: underWay })) this.lab.cancelRun(run.id);
  }

  /** @throws LabError `not-found` listing the suites */
  async find(id: string): Promise<Suite> {
    const suites = await this.all();
    const found = suites.find((suite) => suite.id === id);
    if (found) return found;
    throw new LabError('not-found', `There is no suite "${id}".`, `Suites: ${suites.map((s) => s.id).join(', ')}.`);
  }

  private all(): Promise<readonly Suite[]> {
    this.definitions ??= readQuickstartSettings().then(quickstartSuites);
    return this.definitions;
  }

  private runsOf(suite: Suite, seeds: readonly number[]): Promise<ConfiguredRun[]> {
    const key = `${suite.id}/${seeds.join(',')}`;
    const known = this.configured.get(key) ?? configureSuite(suite, seeds);
    this.configured.set(key, known);
    return known;
  }
}
