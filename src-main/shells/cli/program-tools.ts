import type { Command } from 'commander';
import { labCommand } from './lab-command.ts';
import type { CommonOptions } from './session.ts';

/** Commands around engines, methods and data. */
export function addToolCommands(program: Command): void {
  labCommand(program, 'engines', 'list what can compute here, and why something cannot').action(
    async (flags: CommonOptions) => (await import('./commands/engines.ts')).enginesCommand(flags),
  );
  labCommand(program, 'methods [methods...]', 'list the methods and their options').action(
    async (ids: string[], flags: CommonOptions) => (await import('./commands/methods.ts')).methodsCommand(ids, flags),
  );
}
