import { toLabError } from '../../src-shared/errors.ts';
import { isKnownInput } from '../../src-shared/identity.ts';
import type { RunRecord } from '../../src-shared/records.ts';
import type { RunContents, Store } from '../store/store.ts';
import type { Identities } from '../identity/identities.ts';
import { readBundle } from './bundle-files.ts';
import { fits } from './fit.ts';
import { importLatest } from './import-latest.ts';
import { readPlan, type ClusterTask } from './job-files.ts';

/**
 * `new`, `updated`: the finished run is in the lab now, as a run of its own or in place of its earlier state. `known`: the
 * lab had it, or has done the same configuration itself. `failed`: the run is in the lab with its error. `unfinished`:
 * stopped on the cluster. `damaged`: its file is of no use. `missing`: there is nothing of it yet.
 */
export type CollectStatus = 'new' | 'updated' | 'known' | 'failed' | 'unfinished' | 'damaged' | 'missing';

export interface CollectedTask {
  readonly index: number;
  readonly name: string;
  readonly status: CollectStatus;
  /** The run in this lab; null when there is none. */
  readonly runId: string | null;
  /** In one sentence; null when nothing went wrong. */
  readonly problem: string | null;
}

export interface CollectOptions {
  readonly store: Store;
  readonly identities: Identities;
  /** Whether runs that were stopped on the cluster are taken over as well, to go on with them here. */
  readonly partial: boolean;
  /** Called for each run that was added or changed. */
  readonly onRun: (run: RunRecord) => void;
}

type Result = Pick<CollectedTask, 'status' | 'runId' | 'problem'>;

function take(contents: RunContents, { store, onRun }: CollectOptions): 'new' | 'updated' | 'known' {
  const outcome = importLatest(store, contents);
  if (outcome !== 'known') onRun(store.getRun(contents.run.id));
  return outcome === 'added' ? 'new' : outcome;
}

const methodOf = ({ kind, config }: ClusterTask): unknown => (kind === 'pretrain' ? 'mgg' : config['method']);

/** A run of this lab that has done what a task does. */
async function doneHere(done: readonly RunRecord[], task: ClusterTask): Promise<string | undefined> {
  const [same] = done.filter(({ identity }) => identity === task.identity);
  if (same) return same.id;
  if (task.identity !== '' && Object.values(task.inputs).every(isKnownInput)) return undefined;
  for (const run of done) if (run.method === methodOf(task) && (await fits(run, task))) return run.id;
  return undefined;
}

function takeUnfinished(contents: RunContents, options: CollectOptions): Result {
  const { id, error } = contents.run;
  if (error === null && !options.partial) return { status: 'unfinished', runId: null, problem: null };
  take(contents, options);
  return { status: error ? 'failed' : 'unfinished', runId: id, problem: error?.message ?? null };
}

async function collectTask(
  folder: string,
  task: ClusterTask,
  options: CollectOptions,
  done: readonly RunRecord[],
): Promise<Result> {
  const known = await doneHere(done, task);
  if (known !== undefined) return { status: 'known', runId: known, problem: null };
  const bundle = await readBundle(folder, task);
  switch (bundle.kind) {
    case 'none':
      return { status: 'missing', runId: null, problem: null };
    case 'damaged':
      return { status: 'damaged', runId: null, problem: bundle.problem };
    case 'unfinished':
      return takeUnfinished(bundle.contents, options);
    case 'finished':
      return { status: take(bundle.contents, options), runId: bundle.contents.run.id, problem: null };
  }
}

/** Errors of the whole store end the collection; errors of one run do not. */
const endsAll = new Set(['no-space', 'store']);

/**
 * Brings the results in a job folder into the lab, each once however often it is done. What can't be read is reported, and
 * the rest goes on.
 * @throws LabError `not-found` or `bad-input` when the folder is none of the lab's; `no-space`, `store`
 */
export async function collect(folder: string, options: CollectOptions): Promise<CollectedTask[]> {
  const done = (await options.identities.runs()).filter(({ status }) => status === 'done');
  const collected: CollectedTask[] = [];
  for (const task of (await readPlan(folder)).tasks) {
    const { index, name } = task;
    try {
      collected.push({ index, name, ...(await collectTask(folder, task, options, done)) });
    } catch (error) {
      const { code, message } = toLabError(error);
      if (endsAll.has(code)) throw error;
      collected.push({ index, name, status: 'damaged', runId: null, problem: message });
    }
  }
  return collected;
}
