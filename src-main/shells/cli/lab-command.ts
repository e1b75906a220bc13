import path from 'node:path';
import { Option, type Command } from 'commander';

/** A command with the options that every command has. */
export function labCommand(program: Command, usage: string, description: string): Command {
  return program
    .command(usage)
    .description(description)
    .option('--data-dir <folder>', 'folder of database, caches and exports (default: MGTTA_LAB_DATA, or the system’s)')
    .option('--json', 'print the result as JSON')
    .addOption(new Option('--debug', 'with an error, print where it came from').hideHelp());
}

/** Gives a command the option for user-defined methods and corruptions outside the data folder. */
export function withMethodFolders(command: Command): Command {
  return command.option(
    '--methods <folder>',
    'of your own methods and corruptions, beside methods/ in the data folder; repeatable',
    (folder: string, before: readonly string[] | undefined) => [...(before ?? []), path.resolve(folder)],
  );
}

/** A command that the program has already. */
export function commandOf(program: Command, name: string): Command {
  const command = program.commands.find((other) => other.name() === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command;
}
