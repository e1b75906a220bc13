import { CommanderError, type Command } from 'commander';
import { exitCodeOf, exitCodes, Interrupted, note, printError } from './output.ts';
import { buildProgram } from './program.ts';

/** Names that may follow a command, shown after an error of usage. */
function validNames({ commands, options }: Command): string {
  if (commands.length > 0) return `Commands: ${commands.map((command) => command.name()).join(', ')}.`;
  const visible = options.filter(({ hidden }) => !hidden);
  return `Options: ${visible.map(({ long }) => long).join(', ')}.`;
}

/** Makes errors of usage ours to handle: no exit, and one sentence that lists what is valid. */
function prepare(command: Command): void {
  command.exitOverride().showHelpAfterError(`  ${validNames(command)}`);
  command.configureOutput({
    outputError: (text, write) =>
      write(text.replace(/^error: (.)/, (_, first: string) => `Error: ${first.toUpperCase()}`)),
  });
  command.commands.forEach(prepare);
}

/** Runs one command line and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = await buildProgram(args);
  prepare(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (error instanceof Interrupted) note(error.message);
    else printError(error, args.includes('--debug'));
    return exitCodeOf(error);
  }
}
