import path from 'node:path';
import { LabError } from '../../src-shared/errors.ts';
import { packageRoot } from '../platform/package-root.ts';
import { ensureFolder } from '../platform/data-folder.ts';
import { writeFiles } from '../exports/export-files.ts';
import type { RunSet } from '../suites/suite.ts';
import type { SuiteWork } from '../suites/queue-work.ts';
import { arrayScript } from './array-script.ts';
import { bundleFolders } from './bundle-files.ts';
import { pathWarnings } from './check-paths.ts';
import { choose, type Choice } from './choose.ts';
import { addSubmission, logFolder, methodFolder, scriptFiles, writePlan, type ClusterPlan } from './job-files.ts';
import { jobName, planOf, planTasks, type PlannedTask } from './cluster-plan.ts';
import { ownFilesOf } from './own-files.ts';
import { submitArray, taskKey } from './slurm.ts';
import { taskStates } from './task-states.ts';

export interface SubmitOptions {
  /** Folder on a disk that the nodes share; the job gets a folder in it. */
  readonly folder: string;
  readonly cpus: number;
  /** Tasks of an array that may run at a time; undefined for no limit. */
  readonly maxParallel?: number | undefined;
  /** Further options of sbatch, one each. */
  readonly sbatch?: readonly string[];
  /** Only write what would be submitted. */
  readonly dryRun?: boolean;
  /** The program of a task; the lab's command line with the Node of this process by default. */
  readonly program?: readonly string[];
}

export interface SubmitOutcome extends Choice {
  /** The job folder; the same one whenever the same runs are submitted. */
  readonly folder: string;
  /** The scheduler's numbers of the arrays; none when nothing was submitted. */
  readonly jobIds: readonly string[];
  readonly warnings: readonly string[];
}

const command = (): string[] => [process.execPath, path.join(packageRoot(), 'bin', 'lab.mjs')];

/** Makes the job folder and what is to be found in it. */
async function prepareFolder(folder: string, plan: ClusterPlan): Promise<void> {
  await writePlan(folder, plan);
  for (const name of [logFolder, ...Object.values(bundleFolders)]) ensureFolder(path.join(folder, name));
}

async function submitTasks(folder: string, script: string, indices: readonly number[], after: readonly string[]) {
  const jobId = await submitArray(script, folder, after);
  await addSubmission(folder, { jobId, indices: [...indices], submittedAt: new Date().toISOString() });
  return jobId;
}

/** Submits what can start at once, then what waits for pre-trainings among it, or for some of an earlier submission. */
async function submitBoth(
  folder: string,
  planned: readonly PlannedTask[],
  { first, after }: Choice,
  earlier: ReadonlyMap<number, string>,
): Promise<string[]> {
  const jobIds = first.length > 0 ? [await submitTasks(folder, scriptFiles.first, first, [])] : [];
  if (after.length === 0) return jobIds;
  const keyOf = (index: number) => (first.includes(index) ? taskKey(jobIds[0]!, index) : earlier.get(index));
  const awaited = new Set(after.flatMap((index) => keyOf(planned[index]!.task.after!) ?? []));
  return [...jobIds, await submitTasks(folder, scriptFiles.after, after, [...awaited])];
}

/**
 * Writes what is to be done of a suite as Slurm job arrays, and submits them. Done again it submits what is missing by then:
 * tasks that failed, were stopped or were lost.
 * @throws LabError `bad-option`, `bad-input` (refused by Slurm, folder not writable), `not-found` (no sbatch), `no-space`
 */
export async function submit(
  suite: RunSet,
  seeds: readonly number[],
  work: SuiteWork,
  { folder: shared, cpus, maxParallel, sbatch = [], dryRun = false, program = command() }: SubmitOptions,
): Promise<SubmitOutcome> {
  const planned = await planTasks(suite, work);
  if (planned.length === 0) throw new LabError('bad-input', `${suite.title} has no runs to submit.`, suite.notes[0]);
  const name = jobName(suite, planned);
  const folder = path.join(path.resolve(shared), name);
  const script = (indices: readonly number[]) =>
    arrayScript({ name, maxParallel, cpus, sbatch, program, folder, indices });
  // Options that make no sense are refused before anything is written.
  script([0]);
  const methods = await ownFilesOf(planned.map(({ task }) => task));
  await prepareFolder(folder, planOf(suite, seeds, planned));
  const states = await taskStates(folder);
  const choice = choose(planned, states);
  const { first, after } = choice;
  const tasks = [...first, ...after].map((index) => planned[index]!.task);
  const outcome = { folder, ...choice, warnings: pathWarnings(tasks, [folder, packageRoot()]) };
  if (Object.keys(methods).length > 0) await writeFiles(path.join(folder, methodFolder), methods);
  await writeFiles(folder, {
    ...(first.length > 0 && { [scriptFiles.first]: script(first) }),
    ...(after.length > 0 && { [scriptFiles.after]: script(after) }),
  });
  if (dryRun) return { ...outcome, jobIds: [] };
  const earlier = new Map(states.flatMap(({ index, job }) => (job === null ? [] : [[index, job] as const])));
  return { ...outcome, jobIds: await submitBoth(folder, planned, choice, earlier) };
}
