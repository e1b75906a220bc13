import type { SweepState, SweepSummary } from '../../src-shared/api/sweeps.ts';
import type { LabEvent } from '../../src-shared/api/events.ts';
import type { Metric } from '../../src-shared/metrics/metrics.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { isPruned } from '../../src-shared/sweeps/pruning.ts';
import { prefersHigher, scoreAfter } from '../../src-shared/sweeps/rules.ts';
import type { Sweep } from '../../src-shared/sweeps/sweep.ts';
import { isAdaptive, trialCount } from '../../src-shared/sweeps/trials.ts';
import type { Identities } from '../identity/identities.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LabLog } from '../platform/log.ts';
import type { RunStarter } from '../planning/run-starter.ts';
import type { RunScheduler } from '../runs/run-scheduler.ts';
import type { Store } from '../store/store.ts';
import { knownRuns } from '../suites/match-runs.ts';
import { groupOf, isUnderWay, queueWork, sweepTag, underWay, type SuiteWork } from '../suites/queue-work.ts';
import type { RunSet } from '../suites/suite.ts';
import { StoredSweeps, type StoredSweep } from './stored-sweeps.ts';
import { chosenRuns, summaryOf, sweepState } from './sweep-state.ts';
import { setOf, wantedRuns, workOf } from './sweep-set.ts';
import { checkSweep, surveySweep, type SurveyedMethod, type SurveyedTrial } from './survey.ts';

export interface SweepServices {
  readonly store: Store;
  readonly identities: Identities;
  readonly starter: RunStarter;
  readonly scheduler: RunScheduler;
  readonly hub: EventHub;
  readonly log: Pick<LabLog, 'error'>;
}

/** Whether all trials are there and have ended. */
const isFinished = (sweep: Sweep, methods: readonly SurveyedMethod[]): boolean =>
  methods.every(
    ({ trials, variables }) =>
      trials.length === trialCount(sweep, variables) && trials.every(({ end }) => end !== undefined),
  );

/** A run that is given up if it is too bad after the first streams. */
interface Limit {
  readonly sweep: Sweep;
  readonly threshold: number;
}

/** Sweeps: their state, and their runs. One that was started goes on by itself as its trials end. */
export class Sweeps {
  /** Those that were started in this process, and whether what they try next hangs on what ends. */
  private readonly active = new Map<string, { readonly learns: boolean }>();
  /** By run. */
  private readonly limits = new Map<string, Limit>();
  private readonly givenUp = new Set<string>();
  /** End of the last decision on what to queue next; they are made one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly stored: StoredSweeps;
  private readonly services: SweepServices;

  constructor(services: SweepServices) {
    this.services = services;
    this.stored = new StoredSweeps(services.store);
    services.hub.subscribe((event) => this.notice(event));
  }

  async list(): Promise<SweepSummary[]> {
    const known = await knownRuns(this.services.identities);
    const summaries: SweepSummary[] = [];
    for (const stored of await this.stored.all()) {
      const { store, identities } = this.services;
      summaries.push(summaryOf(stored, await surveySweep(stored.sweep, { store, identities, known })));
    }
    return summaries;
  }

  /** @throws LabError `not-found` */
  async state(id: string, metric?: Metric): Promise<SweepState> {
    const stored = await this.stored.find(id);
    return sweepState(stored, await this.survey(stored.sweep), metric);
  }

  /** Keeps a sweep, unless it is there already. @throws LabError `bad-option` */
  async create(sweep: Sweep): Promise<SweepSummary> {
    const methods = await this.check(sweep);
    return summaryOf(await this.stored.add(sweep), methods);
  }

  /** @throws LabError `not-found`, `bad-input` for one that comes with the lab */
  async remove(id: string): Promise<void> {
    await this.stored.remove(id);
    this.active.delete(id);
  }

  /**
   * Missing runs of a sweep, as configurations to estimate: those known by now, and one in place of each of those that
   * later trials will need.
   * @throws LabError `bad-option`
   */
  async missing(sweep: Sweep): Promise<{ configs: RunConfig[]; summary: SweepSummary }> {
    const methods = await this.check(sweep);
    const summary = summaryOf({ id: '', createdAt: null, sweep }, methods);
    const configs = methods.flatMap(({ trials, variables }) => {
      const wanted = trials.flatMap(({ wanted: runs }) => runs);
      const open = wanted.filter(({ result }) => result?.run.status !== 'done');
      const standIns = Array.from({ length: trialCount(sweep, variables) - trials.length }, () => trials[0]!.runs);
      return [...open, ...standIns.flat()].map(({ identified }) => identified.config);
    });
    return { configs, summary };
  }

  /**
   * Has the runs of the chosen settings say on what they were chosen, of sweeps whose runs were done elsewhere.
   * @param ids what may be ids of sweeps, e.g. tags of runs
   */
  async markOf(ids: ReadonlySet<string>): Promise<void> {
    for (const stored of (await this.stored.all()).filter(({ id }) => ids.has(id))) {
      const methods = await this.survey(stored.sweep);
      if (isFinished(stored.sweep, methods)) this.markChosen(stored, methods);
    }
  }

  /** A sweep as a set of runs that a cluster can be given, as far as it is known by now. @throws LabError `not-found` */
  async work(id: string): Promise<{ set: RunSet; seeds: readonly number[]; work: SuiteWork }> {
    const stored = await this.stored.find(id);
    const methods = await this.survey(stored.sweep);
    return { set: setOf(stored, methods), seeds: stored.sweep.seeds, work: workOf(wantedRuns(methods)) };
  }

  /**
   * Queues what is to be done next, and goes on as trials end.
   * @param retry whether runs that failed begin anew
   * @returns the sweep's runs that wait or are under way
   * @throws LabError `not-found`
   */
  async start(id: string, retry: boolean): Promise<RunRecord[]> {
    const { sweep } = await this.stored.find(id);
    this.active.set(id, { learns: isAdaptive(sweep) });
    return this.inTurn(() => this.advance(id, retry));
  }

  /** Cancels what is queued or under way of it. @throws LabError `not-found` */
  async stop(id: string): Promise<void> {
    const { sweep } = await this.stored.find(id);
    this.active.delete(id);
    const group = groupOf({ title: sweep.name, kind: 'sweep' });
    const { store, scheduler } = this.services;
    for (const run of store.listRuns({ group })) if (isUnderWay(run)) scheduler.cancel(run.id);
  }

  /** Queues nothing more. */
  async close(): Promise<void> {
    this.active.clear();
    await this.turn;
  }

  private async check(sweep: Sweep): Promise<SurveyedMethod[]> {
    checkSweep(sweep);
    return this.survey(sweep);
  }

  private async survey(sweep: Sweep): Promise<SurveyedMethod[]> {
    const { store, identities } = this.services;
    return surveySweep(sweep, { store, identities, known: await knownRuns(identities) });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.turn.then(work);
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async advance(id: string, retry: boolean): Promise<RunRecord[]> {
    const stored = await this.stored.find(id);
    const methods = await this.survey(stored.sweep);
    if (!this.active.has(id)) return [];
    const { runs, pretrainings } = workOf(wantedRuns(methods));
    const open = runs.filter(({ stored: run }) => run?.status !== 'done' && (retry || run?.status !== 'failed'));
    const before = open.flatMap(({ stored: run }) => (run && isUnderWay(run) ? [run] : []));
    const queued = await queueWork(this.services, setOf(stored, methods), { pretrainings, runs: open });
    const byIdentity = new Map([...before, ...queued].map((run) => [run.identity, run.id]));
    for (const { trials } of methods) for (const trial of trials) this.limit(stored, trial, byIdentity);
    if (before.length + queued.length === 0) {
      this.active.delete(id);
      this.markChosen(stored, methods);
    }
    return [...before, ...queued];
  }

  /** Has runs say so whose setting was chosen on what their numbers are of. */
  private markChosen(stored: StoredSweep, methods: readonly SurveyedMethod[]): void {
    const { store, hub } = this.services;
    for (const { runIds, tag } of chosenRuns(sweepState(stored, methods))) {
      for (const run of runIds.map((runId) => store.getRun(runId))) {
        if (run.tags.includes(tag)) continue;
        store.annotateRun(run.id, { tags: [...run.tags, tag] });
        hub.publish('run', store.getRun(run.id));
      }
    }
  }

  /** Watches the first run of a trial that may be given up. */
  private limit(
    { sweep }: StoredSweep,
    { threshold, wanted, end }: SurveyedTrial,
    runIds: ReadonlyMap<string, string>,
  ): void {
    if (threshold === null || end) return;
    const runId = runIds.get(wanted[0]?.identified.identity ?? '');
    if (runId !== undefined) this.limits.set(runId, { sweep, threshold });
  }

  private notice(event: LabEvent): void {
    if (event.topic === 'progress') this.giveUpIfBad(event.payload.runId);
    if (event.topic !== 'run' || !event.payload.tags.includes(sweepTag)) return;
    const run = event.payload;
    if (isUnderWay(run)) return;
    this.limits.delete(run.id);
    const givenUp = this.givenUp.delete(run.id);
    const goesOn = givenUp || run.status === 'done' || run.status === 'failed';
    for (const [id, { learns }] of this.active) {
      if (!run.tags.includes(id)) continue;
      if (!goesOn) this.active.delete(id);
      else if (learns || this.isAtRest(id))
        void this.inTurn(() => this.advance(id, false)).catch((error: unknown) => this.fail(id, error));
    }
  }

  private isAtRest(id: string): boolean {
    return this.services.store.listRuns({ tag: id, status: [...underWay], limit: 1 }).length === 0;
  }

  private fail(id: string, error: unknown): void {
    this.active.delete(id);
    this.services.log.error(`The sweep ${id} could not go on`, error);
  }

  private giveUpIfBad(runId: string): void {
    const { store, scheduler } = this.services;
    const limit = this.limits.get(runId);
    // The last progress of a run may come once it has ended.
    if (!limit || !scheduler.holds(runId)) return;
    const { rule, metric, pruneAfter } = limit.sweep;
    const score = scoreAfter(pruneAfter!, rule, metric, { shifts: store.shiftsOf(runId) });
    if (score === null) return;
    this.limits.delete(runId);
    if (!isPruned(score, limit.threshold, prefersHigher(rule, metric))) return;
    this.givenUp.add(runId);
    scheduler.cancel(runId);
  }
}
