import { Option, type Command } from 'commander';
import { tableFormats } from '../../../src-shared/comparison/table-text.ts';
import type { SuiteFlags } from './commands/suite.ts';
import { labCommand } from './lab-command.ts';
import { parseSeeds } from './parse.ts';
import type { CommonOptions } from './session.ts';

function suiteCommand(suite: Command, usage: string, description: string): Command {
  return labCommand(suite, usage, description)
    .option('--seeds <list>', 'of its runs, separated by commas (default: 2020)', parseSeeds)
    .addOption(new Option('--format <format>', 'of the table instead of the terminal’s').choices(tableFormats));
}

/** Commands about ready-made sets of runs. */
export function addSuiteCommands(program: Command): void {
  const suite = program.command('suite').description('run ready-made sets of runs and show their tables');
  labCommand(suite, 'list', 'list the suites and how much of each is done').action(async (flags: CommonOptions) =>
    (await import('./commands/suite.ts')).suiteListCommand(flags),
  );
  suiteCommand(suite, 'show <id>', 'show the table of a suite as it stands').action(
    async (id: string, flags: SuiteFlags) => (await import('./commands/suite.ts')).suiteShowCommand(id, flags),
  );
  suiteCommand(suite, 'run <id>', 'run what is missing of a suite, then show its table').action(
    async (id: string, flags: SuiteFlags) => (await import('./commands/suite.ts')).suiteRunCommand(id, flags),
  );
}
