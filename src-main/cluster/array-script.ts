import { LabError } from '../../src-shared/errors.ts';
import { formatRanges } from './index-ranges.ts';
import { logFolder } from './job-files.ts';

export interface ScriptOptions {
  readonly name: string;
  readonly indices: readonly number[];
  /** Tasks that may run at a time; undefined for no limit. */
  readonly maxParallel?: number | undefined;
  readonly cpus: number;
  /** Further options of sbatch, one each, e.g. `--partition=gpu`. They win over the lab's own. */
  readonly sbatch: readonly string[];
  /** The program of a task and its first arguments. */
  readonly program: readonly string[];
  /** The job folder. */
  readonly folder: string;
}

/** A word of a shell command, whatever it holds. */
const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Whether a text would end its line in a script. */
const hasControlCharacters = (text: string): boolean => /\p{Cc}/u.test(text);

function checkOption(option: string): string {
  const fail = (reason: string, hint: string) =>
    new LabError('bad-option', `'${option}' can't be passed on to sbatch: ${reason}.`, hint);
  if (hasControlCharacters(option))
    throw fail('it has a line break or a control character', 'Give one option at a time.');
  if (!/^-{1,2}[a-zA-Z]/.test(option))
    throw fail('it is no option', "Write it as sbatch takes it, e.g. '--partition=gpu'.");
  if (/(?:^|\s)(?:-a|--array)(?![a-z-])/.test(option))
    throw fail('the lab sets the array', 'Use --max-parallel for its limit.');
  return option;
}

function checkPath(word: string): string {
  if (!hasControlCharacters(word)) return word;
  throw new LabError('bad-option', `${JSON.stringify(word)} has a line break or a control character in it.`);
}

/**
 * The script of a job array, to be submitted from the job folder. Each task runs `lab suite task <folder> <number>`.
 * `exec` makes the lab the process that the scheduler signals: 120 s before the time limit, when it is preempted, and
 * when it is cancelled; the lab then saves where it is.
 * @throws LabError `bad-option` for options and paths that would not mean in the script what they say
 */
export function arrayScript({ name, indices, maxParallel, cpus, sbatch, program, folder }: ScriptOptions): string {
  const limit = maxParallel === undefined ? '' : `%${maxParallel}`;
  const options = [
    `--job-name=${name}`,
    `--array=${formatRanges(indices)}${limit}`,
    `--output=${logFolder}/%A_%a.log`,
    '--open-mode=append',
    `--cpus-per-task=${cpus}`,
    '--requeue',
    '--signal=B:TERM@120',
    ...sbatch.map(checkOption),
  ];
  const command = [...program, 'suite', 'task', folder].map(checkPath).map(quote).join(' ');
  return `#!/bin/sh
${options.map((option) => `#SBATCH ${option}`).join('\n')}

# CPU threads for runs that leave their number to the engine.
export MGTTA_LAB_THREADS="\${SLURM_CPUS_PER_TASK:-1}"
exec ${command} "$SLURM_ARRAY_TASK_ID"
`;
}
