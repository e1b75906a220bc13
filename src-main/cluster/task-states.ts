import path from 'node:path';
import { readBundle, type TaskBundle } from './bundle-files.ts';
import { logFolder, readPlan, readSubmissions, type ClusterTask, type Submission } from './job-files.ts';
import { endedTasks, queuedTasks, taskKey } from './slurm.ts';

/**
 * `queued`, `running`: the scheduler has it. `stopped`: it has a checkpoint to go on from. `lost`: it was submitted and left
 * nothing behind, e.g. because the node went down. `open`: never submitted from this folder.
 */
export type TaskStatus = 'done' | 'running' | 'queued' | 'stopped' | 'failed' | 'damaged' | 'lost' | 'open';

export interface TaskState {
  readonly index: number;
  readonly name: string;
  readonly status: TaskStatus;
  /** Why it waits, stopped or failed; null when there is nothing to say. */
  readonly detail: string | null;
  /** The scheduler's name of its latest submission; null when there was none. */
  readonly job: string | null;
}

/** The latest submission of each task as the scheduler names it, by index. */
function latestJobs(submissions: readonly Submission[]): ReadonlyMap<number, string> {
  return new Map(submissions.flatMap(({ jobId, indices }) => indices.map((index) => [index, taskKey(jobId, index)])));
}

/** States of a task that is not yet computing. */
const waiting = new Set(['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'SUSPENDED']);

function batchesDone(bundle: TaskBundle): string | null {
  if (bundle.kind !== 'unfinished') return null;
  const count = bundle.contents.shifts.reduce((sum, { batches }) => sum + batches.length, 0);
  return `after ${count} batches`;
}

function withoutResult(job: string, ended: string | undefined): Pick<TaskState, 'status' | 'detail'> {
  const how = ended === undefined ? '' : `${ended}; `;
  return { status: 'lost', detail: `${how}see ${path.join(logFolder, `${job}.log`)}` };
}

function stateOf(
  task: ClusterTask,
  bundle: TaskBundle,
  job: string | undefined,
  queue: Awaited<ReturnType<typeof queuedTasks>>,
  ended: Awaited<ReturnType<typeof endedTasks>>,
): TaskState {
  const base = { index: task.index, name: task.name, job: job ?? null };
  if (bundle.kind === 'finished') return { ...base, status: 'done', detail: null };
  const entry = job === undefined ? undefined : queue.get(job);
  if (entry) {
    const isWaiting = waiting.has(entry.state);
    const why = entry.reason ?? (entry.state === 'PENDING' ? null : entry.state);
    const detail = isWaiting ? why : batchesDone(bundle);
    return { ...base, status: isWaiting ? 'queued' : 'running', detail };
  }
  if (bundle.kind === 'damaged') return { ...base, status: 'damaged', detail: bundle.problem };
  if (bundle.kind === 'unfinished') {
    const { error } = bundle.contents.run;
    return error
      ? { ...base, status: 'failed', detail: error.message }
      : { ...base, status: 'stopped', detail: batchesDone(bundle) };
  }
  if (job === undefined) return { ...base, status: 'open', detail: null };
  return { ...base, ...withoutResult(job, ended.get(job)) };
}

/**
 * How far the tasks of a job folder are, by their bundles and, where Slurm's commands are at hand, by its queue.
 * @throws LabError `not-found` or `bad-input` when the folder is none of the lab's, or damaged
 */
export async function taskStates(folder: string): Promise<TaskState[]> {
  const { tasks } = await readPlan(folder);
  const submissions = await readSubmissions(folder);
  const jobs = latestJobs(submissions);
  const jobIds = submissions.map(({ jobId }) => jobId);
  const [queue, ended] = await Promise.all([queuedTasks(jobIds), endedTasks(jobIds)]);
  const states: TaskState[] = [];
  for (const task of tasks) {
    states.push(stateOf(task, await readBundle(folder, task), jobs.get(task.index), queue, ended));
  }
  return states;
}
