import { isDeepStrictEqual } from 'node:util';
import type { SuitePart, SuiteState, SuiteSummary } from '../../src-shared/api/lab.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { Metric } from '../../src-shared/metrics/metrics.ts';
import { paperSetupSchema, type PaperSetup } from '../../src-shared/paper-setup.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { Store } from '../store/store.ts';
import type { Identities } from '../identity/identities.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import { PublishedValues } from '../runs/published-values.ts';
import type { RunScheduler } from '../runs/run-scheduler.ts';
import { readQuickstartSettings } from '../planning/quickstart.ts';
import { listMethods } from '../catalog/own/method-catalog.ts';
import { readStoredObject } from '../catalog/stored-object.ts';
import {
  configureSuite,
  identifyRuns,
  knownRuns,
  matchPretrainings,
  matchRuns,
  type ConfiguredRun,
  type KnownRuns,
} from './match-runs.ts';
import { surveyPaperData, type PaperData } from './paper/paper-data.ts';
import { paperSuites } from './paper/paper-suites.ts';
import { publishedCells } from './published-cells.ts';
import { quickstartSuites, withOwnMethods } from './quickstart-suites.ts';
import { groupOf, isUnderWay, queueWork, type SuiteRun, type SuiteWork } from './queue-work.ts';
import type { PlannedRun, RunSet, Suite } from './suite.ts';
import { leaveOneOutSuite } from './leave-one-out.ts';
import { partFilter } from './suite-part.ts';
import { resized } from './suite-size.ts';
import { withMetric } from './columns.ts';
import { suiteState } from './suite-table.ts';
import { transferSuite } from './transfer.ts';
import { wildSuites } from './wild/wild-suites.ts';

const setupKey = 'paper-setup';

export interface SuiteServices {
  readonly store: Store;
  readonly identities: Identities;
  readonly starter: RunStarter;
  readonly scheduler: RunScheduler;
  /** Folder of the checkpoints that pre-training writes. */
  readonly mggFolder: string;
}

/** The suites of the lab: their tables as they stand, and their runs. */
export class Suites {
  private embedded: { readonly stamp: string; readonly suites: readonly Suite[] } | undefined;
  private survey: Promise<PaperData> | undefined;
  private known: { readonly data: PaperData; readonly suites: readonly Suite[] } | undefined;
  /** Configurations change only with what there is of the paper's data. */
  private readonly configured = new Map<string, Promise<ConfiguredRun[]>>();
  private readonly services: SuiteServices;
  private readonly store: Store;
  private readonly published: PublishedValues;

  constructor(services: SuiteServices) {
    this.services = services;
    this.store = services.store;
    this.published = new PublishedValues(services.store);
  }

  /** Where the data of the paper's suites lies. */
  get setup(): PaperSetup {
    return readStoredObject(this.store, setupKey, paperSetupSchema);
  }

  changeSetup(changes: Partial<PaperSetup>): PaperSetup {
    const setup = { ...this.setup, ...changes };
    this.store.writeValue(setupKey, setup);
    this.survey = undefined;
    return setup;
  }

  async list(): Promise<SuiteSummary[]> {
    await this.surveyAgain();
    const suites = await this.all();
    const configured = await Promise.all(suites.map((suite) => this.runsOf(suite, suite.defaultSeeds)));
    const known = await knownRuns(this.services.identities);
    const states: SuiteState[] = [];
    for (const [index, suite] of suites.entries()) {
      states.push(await this.stateOf(suite, suite.defaultSeeds, configured[index]!, known, false));
    }
    return states.map(({ summary }) => summary);
  }

  /** @throws LabError `not-found` */
  async state(
    id: string,
    seeds: readonly number[],
    part: SuitePart = {},
    metric: Metric = 'top1',
  ): Promise<SuiteState> {
    const suite = withMetric(resized(await this.find(id), part), metric);
    const known = await knownRuns(this.services.identities);
    return this.stateOf(suite, seeds, await this.runsOf(suite, seeds), known, true);
  }

  /** All that the suite, or a part of it, consists of, done or not. @throws LabError `bad-option` */
  async work(
    suite: RunSet,
    seeds: readonly number[],
    isWanted: (planned: PlannedRun) => boolean = () => true,
  ): Promise<SuiteWork> {
    const all = await this.runsOf(suite, seeds);
    const known = await knownRuns(this.services.identities);
    const wanted = all.filter(({ planned }) => isWanted(planned));
    const identified = await identifyRuns(wanted, this.services.identities, known);
    const matched = matchRuns(this.store, identified, known, { numbers: false });
    const suiteRuns = identified.map((run, index): SuiteRun => ({ ...run, stored: matched[index]?.result?.run }));
    // Two cells may share a run.
    const runs = [...new Map(suiteRuns.map((run) => [run.identity, run])).values()];
    return { pretrainings: matchPretrainings(runs, known), runs };
  }

  /** Missing runs of a part of the table. @throws LabError `not-found` */
  async open(id: string, seeds: readonly number[], part: SuitePart = {}): Promise<SuiteWork> {
    const suite = resized(await this.find(id), part);
    const work = await this.work(suite, seeds, partFilter(suite, part));
    const runs = work.runs.filter(({ stored }) => stored?.status !== 'done');
    const needed = new Set(runs.map(({ pretraining }) => pretraining?.identity));
    const pretrainings = work.pretrainings.filter(
      ({ pretraining, stored }) => needed.has(pretraining.identity) && stored?.status !== 'done',
    );
    return { pretrainings, runs };
  }

  /** Queues what is missing, pre-trainings first, and goes on with what was interrupted. @throws LabError `not-found` */
  async start(id: string, seeds: readonly number[], part: SuitePart = {}): Promise<RunRecord[]> {
    await this.surveyAgain();
    const suite = await this.find(id);
    const { pretrainings, runs } = await this.open(id, seeds, part);
    return queueWork(this.services, suite, { pretrainings, runs });
  }

  /** Cancels what the suite has queued or under way. @throws LabError `not-found` */
  async stop(id: string): Promise<void> {
    const group = groupOf(await this.find(id));
    for (const run of this.store.listRuns({ group })) if (isUnderWay(run)) this.services.scheduler.cancel(run.id);
  }

  /** @throws LabError `not-found` listing the suites */
  async find(id: string): Promise<Suite> {
    const suites = await this.all();
    const found = suites.find((suite) => suite.id === id);
    if (found) return found;
    throw new LabError('not-found', `There is no suite "${id}".`, `Suites: ${suites.map((s) => s.id).join(', ')}.`);
  }

  private async stateOf(
    suite: Suite,
    seeds: readonly number[],
    configured: readonly ConfiguredRun[],
    known: KnownRuns,
    numbers: boolean,
  ): Promise<SuiteState> {
    const identified = await identifyRuns(configured, this.services.identities, known);
    const matched = matchRuns(this.store, identified, known, { numbers });
    const results = numbers ? identified.map((run, index) => ({ run, result: matched[index]!.result })) : [];
    const published = await publishedCells(suite, results, this.published);
    return suiteState(suite, seeds, matched, published, matchPretrainings(identified, known));
  }

  private async all(): Promise<readonly Suite[]> {
    const embedded = await this.embeddedSuites();
    this.survey ??= surveyPaperData(this.setup);
    const data = await this.survey;
    if (!isDeepStrictEqual(data, this.known?.data)) {
      this.known = { data, suites: [...paperSuites(data, this.services.mggFolder), ...wildSuites(data)] };
      this.configured.clear();
    }
    return [...embedded, ...this.known!.suites];
  }

  /** Their rows are the methods of the quick start, and then the user's own as they are now. */
  private async embeddedSuites(): Promise<readonly Suite[]> {
    const { own } = await listMethods();
    const stamp = JSON.stringify(own.map(({ facts: { id }, own: { hash } }) => [id, hash]));
    if (this.embedded?.stamp === stamp) return this.embedded.suites;
    const settings = await readQuickstartSettings();
    const suites = [
      ...quickstartSuites(
        withOwnMethods(
          settings,
          own.map(({ facts }) => facts),
        ),
      ),
      leaveOneOutSuite(settings, this.services.mggFolder),
      transferSuite(settings),
    ];
    this.embedded = { stamp, suites };
    this.configured.clear();
    return suites;
  }

  /** Corruptions may have been added to ImageNet-C's folder, or have gone. */
  private async surveyAgain(): Promise<void> {
    this.survey = surveyPaperData(this.setup);
    await this.survey;
  }

  private runsOf(suite: RunSet, seeds: readonly number[]): Promise<ConfiguredRun[]> {
    const key = `${suite.id}/${suite.variant ?? ''}/${seeds.join(',')}`;
    const known = this.configured.get(key) ?? configureSuite(suite, seeds);
    this.configured.set(key, known);
    return known;
  }
}
