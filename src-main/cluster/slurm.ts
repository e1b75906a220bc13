import { execFile } from 'node:child_process';
import { LabError } from '../../src-shared/errors.ts';

/** Where a task of a job array stands with the scheduler. */
export interface QueueEntry {
  /** In Slurm's word, e.g. `PENDING`. */
  readonly state: string;
  /** Why it waits; null when it doesn't. */
  readonly reason: string | null;
}

interface Output {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

interface CallOptions {
  readonly cwd?: string;
  /** Milliseconds after which it is given up. */
  readonly timeout?: number;
}

/** Runs one of Slurm's commands, without a shell. */
function run(command: string, args: readonly string[], options: CallOptions): Promise<Output> {
  return new Promise((resolve) => {
    execFile(command, args, { ...options, encoding: 'utf8', maxBuffer: 2 ** 26 }, (error, out, err) =>
      resolve({ code: error ? (error.code ?? null) : 0, out, err }),
    );
  });
}

/** A question to a controller that does not answer should not keep anybody waiting for minutes. */
const questionMs = 20_000;

/** Error message of a command, in one line. */
const complaint = ({ err, code }: Output): string =>
  err
    .split('\n')
    .map((line) => line.replace(/^sbatch: (?:error: )?/, '').trim())
    .filter((line) => line !== '')
    .join(' ') || `it ended with ${String(code)}`;

/**
 * Submits the script of a job array from its folder.
 * @param after tasks of other arrays, as `taskKey` names them, that must have succeeded before
 * @returns the number of the job
 * @throws LabError `not-found` without sbatch, `bad-input` when Slurm refuses
 */
export async function submitArray(script: string, folder: string, after: readonly string[]): Promise<string> {
  const dependency = after.length === 0 ? [] : [`--dependency=afterok:${after.join(':')}`, '--kill-on-invalid-dep=yes'];
  const output = await run('sbatch', ['--parsable', ...dependency, script], { cwd: folder });
  if (output.code === 'ENOENT') {
    throw new LabError(
      'not-found',
      'There is no sbatch on this computer: Slurm is not installed, or not on the search path.',
      `Submit from a computer of the cluster, or do it by hand there: cd ${folder} && sbatch ${[...dependency, script].join(' ')}`,
    );
  }
  // With several clusters the number is followed by the name of the one.
  const [, jobId] = /^(\d+)(?:;.*)?$/m.exec(output.out) ?? [];
  if (output.code === 0 && jobId !== undefined) return jobId;
  throw new LabError(
    'bad-input',
    `Slurm did not take the job: ${complaint(output)}`,
    "Give what your cluster asks for with --sbatch, e.g. --sbatch '--partition=gpu' --sbatch '--account=lab'.",
  );
}

/** A task of a job array as Slurm writes it, `<job>_<index>`. */
export const taskKey = (jobId: string, index: string | number): string => `${jobId}_${index}`;

/** Fields of the lines that a command printed; none when it is not there or knows nothing of the jobs. */
async function rows(command: string, args: readonly string[]): Promise<string[][]> {
  const { code, out } = await run(command, args, { timeout: questionMs });
  if (code !== 0) return [];
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('|')]));
}

/** Tasks that wait or run, by `taskKey`; empty where Slurm can't be asked. */
export async function queuedTasks(jobIds: readonly string[]): Promise<ReadonlyMap<string, QueueEntry>> {
  const found = new Map<string, QueueEntry>();
  // One at a time: squeue refuses a job that it has forgotten.
  for (const jobId of jobIds) {
    const args = ['--noheader', '--array', `--jobs=${jobId}`, '--format=%K|%T|%r'];
    for (const [index = '', state = '', reason = ''] of await rows('squeue', args)) {
      found.set(taskKey(jobId, index), { state, reason: reason === 'None' ? null : reason });
    }
  }
  return found;
}

/** How tasks ended in Slurm's word, e.g. `TIMEOUT`, by `taskKey`; empty where no accounts are kept. */
export async function endedTasks(jobIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (jobIds.length === 0) return new Map();
  const args = ['--noheader', '--parsable2', '--allocations', `--jobs=${jobIds.join(',')}`, '--format=JobID,State'];
  // `CANCELLED by 1000` names who did it.
  return new Map((await rows('sacct', args)).map(([task = '', state = '']) => [task, state.split(' ')[0]!]));
}
