import { Option, type Command } from 'commander';
import { metricNames } from '../../../src-shared/metrics/metrics.ts';
import { tableFormats } from '../../../src-shared/comparison/table-text.ts';
import type { SuiteFlags, SuiteRunFlags } from './commands/suite.ts';
import { commandOf, labCommand, withMethodFolders } from './lab-command.ts';
import {
  addPlaceOptions,
  addReadingOptions,
  engineOption,
  normalisationOption,
  threadsOption,
} from './common-options.ts';
import type { SuiteSetupFlags } from './commands/suite-setup.ts';
import { collectText, parseCount, parseInteger, parseIntegers, parseList } from './parse.ts';
import { addClusterCommands } from './program-cluster.ts';
import type { CommonOptions } from './session.ts';

function suiteCommand(suite: Command, usage: string, description: string): Command {
  return withMethodFolders(labCommand(suite, usage, description))
    .option(
      '--seeds <list>',
      'of its runs, separated by commas (default: 2020; 2021 for those of SAR)',
      parseIntegers(0),
    )
    .option('--corruptions <list>', 'of its runs instead of all that it has, e.g. fog,snow', parseList)
    .option('--images <n>', 'per shift of its runs, or all', parseCount(1))
    .option('--clean-images <n>', 'that each run predicts after its streams, to measure forgetting', parseInteger(1))
    .addOption(new Option('--metric <metric>', 'what its columns of accuracy show').choices(metricNames))
    .option(
      '--test',
      'test whether its rows differ, image by image, and mark those not significantly different from the best',
    )
    .addOption(new Option('--format <format>', 'of the table instead of the terminal’s').choices(tableFormats));
}

function addSetup(suite: Command): void {
  const command = labCommand(suite, 'setup', 'say where the data of the paper’s suites lies; without flags, show it')
    .option('--imagenet-c <folder>', 'of ImageNet-C, or none')
    .option('--imagenet-r <folder>', 'of ImageNet-R, or none')
    .option('--imagenet-sketch <folder>', 'of ImageNet-Sketch, or none')
    .option('--imagenet-a <folder>', 'of ImageNet-A, or none')
    .option('--clean <folder>', 'clean images of ImageNet’s classes, e.g. its validation set, or none')
    .option('--model <file>', 'checkpoint of the source model, or none')
    .option('--wild-model <file>', 'checkpoint for SAR’s settings, in them augreg_in21k_ft_in1k, or none')
    .option('--mgg <file>', 'existing generator; with none it is pre-trained first')
    .option('--mgg-lstm <file>', 'the same for MGTTA-LSTM')
    .option('--images <n>', 'images per stream, or all', parseCount(1))
    .option('--pretrain-steps <n>', 'steps of a pre-training', parseInteger(1))
    .addOption(normalisationOption())
    .addOption(engineOption())
    .addOption(threadsOption())
    .action(async (flags: SuiteSetupFlags) => (await import('./commands/suite-setup.ts')).suiteSetupCommand(flags));
  addReadingOptions(command);
}

/** Commands about ready-made sets of runs. */
export function addSuiteCommands(program: Command): void {
  const suite = commandOf(program, 'suite');
  withMethodFolders(labCommand(suite, 'list', 'list the suites and how much of each is done')).action(
    async (flags: CommonOptions) => (await import('./commands/suite.ts')).suiteListCommand(flags),
  );
  suiteCommand(suite, 'show <id>', 'show the table of a suite as it stands').action(
    async (id: string, flags: SuiteFlags) => (await import('./commands/suite.ts')).suiteShowCommand(id, flags),
  );
  const run = suiteCommand(suite, 'run <id>', 'run what is missing of a suite, then show its table')
    .option('--rows <list>', 'run these rows of the table only, e.g. tent,mgtta; can be repeated', collectText)
    .option('--columns <list>', 'run these columns of the table only, e.g. b2,b4; can be repeated', collectText);
  addPlaceOptions(run).action(async (id: string, flags: SuiteRunFlags) =>
    (await import('./commands/suite.ts')).suiteRunCommand(id, flags),
  );
  addSetup(suite);
  addClusterCommands(suite);
}
