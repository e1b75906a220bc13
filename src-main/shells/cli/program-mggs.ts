import type { Command } from 'commander';
import type { MggExportFlags } from './commands/mgg.ts';
import type { MggShowFlags } from './commands/mgg-show.ts';
import { commandOf, labCommand } from './lab-command.ts';
import type { CommonOptions } from './session.ts';

/** Commands about meta gradient generators. */
export function addMggCommands(program: Command): void {
  const mgg = commandOf(program, 'mgg');
  labCommand(mgg, 'list', 'list the generators that experiments can choose').action(async (flags: CommonOptions) =>
    (await import('./commands/mgg.ts')).mggListCommand(flags),
  );
  labCommand(mgg, 'show <mgg>', 'lay a generator (id, name or file) open: its responses, and what a run did with it')
    .option('--run <run>', 'with the memories and the records of gradients of a run')
    .option('--csv <folder>', 'write the numbers of all figures into a folder')
    .action(async (which: string, flags: MggShowFlags) =>
      (await import('./commands/mgg-show.ts')).mggShowCommand(which, flags),
    );
  labCommand(mgg, 'export <mgg>', 'write a generator (id, name or file) as safetensors or for PyTorch')
    .requiredOption('--out <file>', 'ends in .safetensors, or in .pth for the reference implementation')
    .action(async (which: string, flags: MggExportFlags) =>
      (await import('./commands/mgg.ts')).mggExportCommand(which, flags),
    );
}
