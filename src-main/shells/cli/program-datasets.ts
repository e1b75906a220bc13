import { Option, type Command } from 'commander';
import { benchmarkSchema } from '../../../src-shared/run-config.ts';
import type { DatasetCheckFlags } from './commands/dataset.ts';
import { commandOf, labCommand } from './lab-command.ts';
import type { CommonOptions } from './session.ts';

/** Commands about folders of images. */
export function addDatasetCommands(program: Command): void {
  const dataset = commandOf(program, 'dataset');
  labCommand(dataset, 'list', 'list the registered datasets').action(async (flags: CommonOptions) =>
    (await import('./commands/dataset.ts')).datasetListCommand(flags),
  );
  labCommand(dataset, 'check <folder>', 'say what a folder of images has and lacks, without reading the images')
    .addOption(
      new Option('--benchmark <name>', 'that it should hold (default: what it looks like)').choices([
        ...benchmarkSchema.options,
        'none',
      ]),
    )
    .option('--corrupted', 'expect the same images under each shift: <shift>[/<severity>]/<class>/<image>')
    .option('--domains', 'expect different images in each domain: <domain>/<class>/<image>')
    .option('--all', 'count everything, all images of all shifts, however long it takes')
    .action(async (folder: string, flags: DatasetCheckFlags) =>
      (await import('./commands/dataset.ts')).datasetCheckCommand(folder, flags),
    );
}
