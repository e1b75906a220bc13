import { CommanderError, type Command } from 'commander';
import { exitCodeOf, exitCodes, Interrupted, note, printError } from './output.ts';
import { buildProgram } from './program.ts';

function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  command.commands.forEach(throwInsteadOfExit);
}

/** Runs one command line and returns the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const program = buildProgram();
  throwInsteadOfExit(program);
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

process.exitCode = await main(process.argv.slice(2));
