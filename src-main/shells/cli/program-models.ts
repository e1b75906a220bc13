import { Option, type Command } from 'commander';
import { checkpointIds } from '../../../src-shared/published/checkpoints.ts';
import { addReadingOptions } from './common-options.ts';
import type { ModelAddFlags, ModelEditFlags } from './commands/model.ts';
import { commandOf, labCommand } from './lab-command.ts';
import { parseList } from './parse.ts';
import type { CommonOptions } from './session.ts';

/** Commands about source models. */
export function addModelCommands(program: Command): void {
  const model = commandOf(program, 'model');
  labCommand(model, 'list', 'list the source models that experiments can choose').action(async (flags: CommonOptions) =>
    (await import('./commands/model.ts')).modelListCommand(flags),
  );
  addReadingOptions(labCommand(model, 'add <file>', 'add a checkpoint to the source models'))
    .option('--name <name>', 'its name in lists; that of the file by default')
    .action(async (file: string, flags: ModelAddFlags) =>
      (await import('./commands/model.ts')).modelAddCommand(file, flags),
    );
  addReadingOptions(
    labCommand(model, 'check <file>', 'say what a checkpoint is read as, or what of it the lab doesn’t know'),
  ).action(async (file: string, flags: ModelAddFlags) =>
    (await import('./commands/model.ts')).modelCheckCommand(file, flags),
  );
  addReadingOptions(
    labCommand(model, 'edit <model>', 'change the answers about a source model (id, name or file); runs keep theirs'),
  )
    .option('--name <name>', 'another name')
    .addOption(
      new Option('--checkpoint <name>', 'say which published checkpoint its weights are').choices([
        'none',
        ...checkpointIds,
      ]),
    )
    .option('--as-found <what>', 'discard answers, e.g. heads,eps', parseList)
    .action(async (which: string, flags: ModelEditFlags) =>
      (await import('./commands/model.ts')).modelEditCommand(which, flags),
    );
}
