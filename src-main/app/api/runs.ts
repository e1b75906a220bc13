import type { CheckedInput, LabApi } from '../../../src-shared/api/contract.ts';
import type { RunDetails, RunLabels } from '../../../src-shared/api/runs.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { hashOfSource } from '../../own/own-source.ts';
import type { Store } from '../../store/store.ts';
import { testDifferences } from '../../runs/test-differences.ts';
import type { RunStarter } from '../../planning/run-starter.ts';
import { asPromise } from './as-promise.ts';
import type { ConfigConfinement } from './confine-config.ts';
import type { ApiContext } from './context.ts';
import { runFilesApi } from './run-files.ts';
import { PublishedValues } from '../../runs/published-values.ts';

type RunReads = Pick<
  LabApi,
  | 'listRuns'
  | 'listUnreadableRuns'
  | 'listProgress'
  | 'listQueue'
  | 'getRun'
  | 'getRunSources'
  | 'getPublished'
  | 'getCurves'
  | 'getShifts'
  | 'testDifferences'
>;
type RunStarts = Pick<LabApi, 'startRuns' | 'startPretraining' | 'startQuickstart' | 'resumeRun' | 'rerun'>;
type RunControls = Pick<
  LabApi,
  'moveRun' | 'pauseRun' | 'continueRun' | 'cancelRun' | 'annotateRun' | 'deleteRuns' | 'restoreRuns'
>;

type RunsApi = RunReads & RunStarts & RunControls & ReturnType<typeof runFilesApi>;

/** Lets windows be served between two runs. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function forEachRun<T>(ids: readonly string[], read: (id: string) => T): Promise<T[]> {
  const values: T[] = [];
  for (const id of ids) {
    values.push(read(id));
    await nextTurn();
  }
  return values;
}

function detailsOf(store: Store, id: string): RunDetails {
  return {
    run: store.getRun(id),
    attempts: store.attemptsOf(id),
    shifts: store.shiftsOf(id),
    epochs: store.epochsOf(id),
    skipped: store.skippedOf(id),
    log: store.logOf(id),
    hasCheckpoint: store.hasCheckpoint(id),
  };
}

const nothingPublished = { streams: [], average: null, ece: null, others: [] };

function runReads({ scheduler, store }: ApiContext): RunReads {
  const published = new PublishedValues(store);
  return {
    listRuns: asPromise(({ filter }) => store.listRuns(filter)),
    listUnreadableRuns: asPromise(({ filter }) => store.listUnreadable(filter)),
    listProgress: asPromise(() => scheduler.progress()),
    listQueue: asPromise(() => scheduler.waiting()),
    getRun: asPromise(({ id }) => detailsOf(store, id)),
    getRunSources: asPromise(({ id }) =>
      store.sourcesOf(id).map((one) => ({ ...one, hash: hashOfSource(one.source) })),
    ),
    async getPublished({ id }) {
      const run = store.getRun(id);
      return run.kind === 'adapt' ? published.of(run, store.shiftsOf(run.id)) : nothingPublished;
    },
    getCurves: ({ ids }) => forEachRun(ids, (id) => store.curveOf(id)),
    getShifts: ({ ids }) =>
      forEachRun(ids, (id) => ({
        runId: store.getRun(id).id,
        shifts: store.shiftsOf(id),
        epochs: store.epochsOf(id),
      })),
    testDifferences: ({ rows, baseline }) => testDifferences(store, rows, baseline ?? -1),
  };
}

function rerun(starter: RunStarter, run: RunRecord): Promise<RunRecord> {
  const { name, group, tags, notes } = run;
  const labels: RunLabels = { name, tags, notes, ...(group === null ? {} : { group }) };
  if (run.kind === 'adapt') return starter.startRun(run.config, labels);
  return starter.startPretraining(run.config, labels);
}

/** @throws LabError `bad-input` for results from elsewhere, which the lab can't compute */
function requireOwn(run: RunRecord): void {
  if (run.kind === 'pretrain' || !run.external) return;
  throw new LabError(
    'bad-input',
    `${run.name} holds results from elsewhere: it can't be run here.`,
    'Run the method of the lab in New experiment.',
  );
}

function runStarts(
  { starter, scheduler, store }: ApiContext,
  { checkRun }: Pick<LabApi, 'checkRun'>,
  confinement: ConfigConfinement,
): RunStarts {
  /** A stored run may have come as a bundle, with any paths. */
  async function confinedRun(id: string): Promise<RunRecord> {
    const run = store.getRun(id);
    requireOwn(run);
    if (run.kind === 'adapt') await confinement.run(run.config);
    else await confinement.pretraining(run.config);
    return run;
  }

  async function startRuns({ runs }: CheckedInput<'startRuns'>): Promise<RunRecord[]> {
    for (const { config } of runs) await checkRun({ config });
    return starter.startRuns(runs);
  }
  return {
    startRuns,
    startPretraining: async ({ config, labels }) =>
      starter.startPretraining(await confinement.pretraining(config), labels),
    startQuickstart: ({ scale, ...options }) => starter.quickstart(options, scale),
    resumeRun: async ({ id }) => scheduler.resume((await confinedRun(id)).id),
    rerun: async ({ id }) => rerun(starter, await confinedRun(id)),
  };
}

function runControls({ scheduler, store, hub }: ApiContext): RunControls {
  const doing = <Input>(work: (input: Input) => void) =>
    asPromise((input: Input) => {
      work(input);
      return null;
    });
  const hasUnreadable = (ids: readonly string[]) => ids.some((id) => store.findRun(id) === undefined);
  return {
    moveRun: doing(({ id, before }) => scheduler.move(id, before)),
    pauseRun: doing(({ id }) => scheduler.pause(id)),
    continueRun: doing(({ id }) => scheduler.continue(id)),
    cancelRun: doing(({ id }) => scheduler.cancel(id)),
    annotateRun: asPromise(({ id, labels }) => {
      store.annotateRun(id, labels);
      const run = store.getRun(id);
      hub.publish('run', run);
      return run;
    }),
    deleteRuns: doing(({ ids }) => {
      const unreadable = hasUnreadable(ids);
      hub.publish('runsDeleted', { ids: store.deleteRuns(ids) });
      if (unreadable) hub.publish('changed', { what: 'unreadableRuns' });
    }),
    restoreRuns: doing(({ ids }) => {
      for (const run of store.restoreRuns(ids)) hub.publish('run', run);
      if (hasUnreadable(ids)) hub.publish('changed', { what: 'unreadableRuns' });
    }),
  };
}

/** Runs: lists, curves, control, labels, exports. @param experiments checks configurations before they are queued */
export function runsApi(
  context: ApiContext,
  experiments: Pick<LabApi, 'checkRun'>,
  confinement: ConfigConfinement,
): RunsApi {
  return {
    ...runReads(context),
    ...runStarts(context, experiments, confinement),
    ...runControls(context),
    ...runFilesApi(context),
  };
}
