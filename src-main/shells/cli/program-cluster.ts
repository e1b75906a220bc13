import { Option, type Command } from 'commander';
import type { SuiteSubmitFlags } from './commands/suite-cluster.ts';
import type { TaskFlags } from './commands/suite-task.ts';
import { labCommand } from './lab-command.ts';
import { collectText, parseInteger, parseIntegers } from './parse.ts';
import type { CommonOptions } from './session.ts';

/** A command that gives runs to a scheduler. */
export function submitCommand(parent: Command, usage: string, description: string): Command {
  return labCommand(parent, usage, description)
    .requiredOption('--slurm', 'as a Slurm job array, one task per run')
    .requiredOption('--folder <folder>', 'on a disk that the nodes share; the job gets a folder in it')
    .option('--cpus <n>', 'CPUs per run (default: 4)', parseInteger(1))
    .option('--max-parallel <n>', 'runs at a time (default: no limit)', parseInteger(1))
    .option('--sbatch <option>', "another option of sbatch, e.g. '--partition=gpu'; can be repeated", collectText)
    .option('--dry-run', 'write the job folder, but submit nothing');
}

/** Commands of `lab suite` for clusters. */
export function addClusterCommands(suite: Command): void {
  submitCommand(suite, 'submit <id>', 'give what is to be done of a suite to the scheduler of a cluster')
    .option(
      '--seeds <list>',
      'of its runs, separated by commas (default: 2020; 2021 for those of SAR)',
      parseIntegers(0),
    )
    .action(async (id: string, flags: SuiteSubmitFlags) =>
      (await import('./commands/suite-cluster.ts')).suiteSubmitCommand(id, flags),
    );
  addJobCommands(suite);
}

/** Commands for the folder of a job. */
export function addJobCommands(suite: Command): void {
  labCommand(suite, 'jobs <folder>', 'show how far the tasks of a job folder are').action(
    async (folder: string, flags: CommonOptions) =>
      (await import('./commands/suite-cluster.ts')).suiteJobsCommand(folder, flags),
  );
  labCommand(suite, 'collect <folder>', 'bring the results in a job folder into the lab, each once')
    .option('--partial', 'also unfinished runs, to resume them here')
    .action(async (folder: string, flags: CommonOptions & { partial?: boolean }) =>
      (await import('./commands/suite-cluster.ts')).suiteCollectCommand(folder, flags),
    );
  suite
    .command('task <folder> <index>')
    .description('run one task of a job folder; the scheduler starts this on a node')
    .option('--save-every <seconds>', 'how often an unfinished run is saved (default: 300)', parseInteger(1))
    .addOption(new Option('--debug', 'with an error, print where it came from').hideHelp())
    .action(async (folder: string, index: string, flags: TaskFlags) =>
      (await import('./commands/suite-task.ts')).suiteTaskCommand(folder, parseInteger(0)(index), flags),
    );
}
