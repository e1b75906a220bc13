import { Option, type Command } from 'commander';
import { z } from 'zod';
import { benchmarkSchema, mostSevere, runConfigSchema } from '../../../src-shared/run-config.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';
import { addPlaceOptions, addReadingOptions, engineOption, threadsOption } from './common-options.ts';
import type { CompareFlags } from './commands/compare.ts';
import type { ExportFlags } from './commands/export.ts';
import type { ImportResultsFlags } from './commands/import-results.ts';
import type { PretrainFlags } from './commands/pretrain.ts';
import type { QuickstartFlags } from './commands/quickstart.ts';
import type { ReportFlags } from './commands/report.ts';
import type { RunFlags } from './run-flags.ts';
import type { RunsFlags } from './commands/runs.ts';
import type { ShowFlags } from './commands/show.ts';
import { metricNames } from '../../../src-shared/metrics/metrics.ts';
import { collectSetting, collectText, orNone, parseInteger, parseIntegers, parseList, parseNumber } from './parse.ts';
import { reportPartNames } from '../../../src-shared/api/reports.ts';
import { figureLimits, paperFonts } from '../../../src-shared/charts/export/figure-choice.ts';
import { commandOf, withMethodFolders } from './lab-command.ts';
import { pretrainOptionHelp } from './schema-help.ts';
import { addSettingFlags } from './setting-flags.ts';
import type { CommonOptions } from './session.ts';
import { collectTask } from './task-flags.ts';

const splits = ['test', 'validation', 'train'];

const shiftsHelp =
  '--dataset holds the same images under each shift: <shift>[/<severity>]/<class>/<image>, as ImageNet-C';
const domainsHelp = '--dataset holds <domain>/<class>/<image>, other images in each';

const benchmarkOption = (flags: string, of: string): Option =>
  new Option(flags, `that ${of} holds: says its classes`).choices([...benchmarkSchema.options, 'none']);

/** Flags of what is tested on, with which model, and how, for `lab run` and what makes several runs. */
export function addExperimentOptions(command: Command, settings: z.ZodObject = runConfigSchema): Command {
  command
    .option('--config <file>', 'JSON file with a configuration, or a list; flags override them')
    .option('--dataset <folder>', 'folder of <class>/<image>, or quickstart (default: quickstart)')
    .addOption(new Option('--split <split>', 'of the quick-start data').choices(splits))
    .option('--source <folder>', 'folder of clean images for the source statistics of --dataset, or none')
    .addOption(benchmarkOption('--benchmark <name>', '--dataset'))
    .option('--corrupted', shiftsHelp)
    .option('--no-corrupted', '--dataset holds <class>/<image>, where a configuration says otherwise')
    .option('--domains', domainsHelp)
    .option('--no-domains', '--dataset holds no domains, where a configuration says otherwise')
    .option(
      '--model <file>',
      'checkpoint (safetensors or PyTorch), or quickstart, quickstart-small (default: quickstart)',
    )
    .option('--mgg <file>', 'MGG checkpoint, quickstart, quickstart-lstm, quickstart-small, or untrained:<seed>')
    .option('--opt <name=value>', 'option of the method, repeatable; lab methods lists them', collectSetting)
    .option(
      '--corruption <list>',
      'names, also of folders, fog/3, test, validation, all, clean (default: test, or all of a folder); keeps severities',
      parseList,
    )
    .option(
      '--severity <n>',
      'strength of the corruptions, 1 to 5, or of stored shifts (default: 5)',
      parseInteger(1, mostSevere),
    )
    .option('--ood-folder <folder>', 'images of unknown classes to mix into each stream, or none')
    .option('--order-file <file>', 'images of each stream in their order: .npy of indices or list of paths, or none')
    .option('--class-mask <list>', 'indices of the classes that count, or none for all', orNone(parseIntegers(0)));
  return addReadingOptions(addSettingFlags(command, settings));
}

function addRun(program: Command): void {
  const command = withMethodFolders(commandOf(program, 'run'))
    .option('--method <id>', 'method; lab methods lists them (default: mgtta)')
    .option('--name <text>', 'name of the run')
    .option('--group <text>', 'group of the run')
    .option('--tag <list>', 'tags of the run', parseList)
    .option('--notes <text>', 'notes about the run')
    .action(async (flags: RunFlags) => (await import('./commands/run.ts')).runCommand(flags));
  addPlaceOptions(addExperimentOptions(command));
}

function addQuickstart(program: Command): void {
  addPlaceOptions(commandOf(program, 'quickstart'))
    .option('--out <folder>', 'where the CSV files go (default: exports in the data folder)')
    .option('--images <n>', 'test images per corruption', parseInteger(2))
    .addOption(engineOption())
    .addOption(threadsOption())
    .action(async (flags: QuickstartFlags) => (await import('./commands/quickstart.ts')).quickstartCommand(flags));
}

function addPretrain(program: Command): void {
  const command = commandOf(program, 'pretrain')
    .option('--dataset <folder>', 'training images: folder of <class>/<image>, or quickstart (the default)')
    .option('--source <folder>', 'folder of clean images for the source statistics of --dataset')
    .addOption(new Option('--split <split>', 'of the embedded images (default: train)').choices(splits))
    .addOption(benchmarkOption('--benchmark <name>', '--dataset'))
    .option('--corrupted', shiftsHelp)
    .option('--domains', domainsHelp)
    .option(
      '--evaluation <folder>',
      'images to evaluate epochs on, disjoint from the training images; quickstart; or none',
    )
    .addOption(new Option('--evaluation-split <split>', 'of embedded images (default: validation)').choices(splits))
    .option('--evaluation-source <folder>', 'folder of clean images of --evaluation')
    .addOption(benchmarkOption('--evaluation-benchmark <name>', '--evaluation'))
    .option('--evaluation-corrupted', '--evaluation holds <shift>[/<severity>]/<class>/<image>')
    .option('--evaluation-domains', '--evaluation holds <domain>/<class>/<image>')
    .option(
      '--model <file>',
      'checkpoint (safetensors or PyTorch), or quickstart, quickstart-small (default: quickstart)',
    )
    .option('--corruption <list>', 'names, validation, test, all (default: validation)', parseList)
    .option(
      '--severity <n>',
      'strength of the corruptions, 1 to 5, or of stored shifts (default: 5)',
      parseInteger(1, mostSevere),
    )
    .option(
      '--task <name=value,…>',
      'further task, alternating with the others, repeatable: dataset=, evaluation=, model=, corruption=, weight= … (default: as above)',
      collectTask,
    )
    .option('--opt <name=value>', 'any other setting, repeatable; see below', collectSetting)
    .addOption(engineOption())
    .addOption(threadsOption())
    .option('--name <text>', 'name of the run')
    .action(async (flags: PretrainFlags) => (await import('./commands/pretrain.ts')).pretrainCommand(flags));
  addReadingOptions(command).addHelpText('after', pretrainOptionHelp);
}

/** Settings that can be stated for a run made elsewhere: nothing about its computer. */
const protocolSchema = z.object(
  Object.fromEntries(
    Object.entries(runConfigSchema.shape).filter(
      ([name, setting]) => settingMeta(name, setting).compare.topic === 'protocol',
    ),
  ),
);

function addImportResults(program: Command): void {
  const command = commandOf(program, 'import-results')
    .option('--method <id>', 'method of the results, if the file does not say')
    .option('--name <text>', 'name of the run')
    .option('--group <text>', 'group of the run')
    .option('--tag <list>', 'tags of the run', parseList)
    .option('--notes <text>', 'notes about the run')
    .addOption(
      new Option('--unit <unit>', 'of accuracies, where the file leaves it open').choices(['percent', 'fraction']),
    )
    .option('--severity <1-5>', 'of corruptions without a severity in the file', parseInteger(1, 5))
    .option('--dataset <folder>', 'folder of the images, or quickstart')
    .addOption(new Option('--split <split>', 'of the quick-start data').choices(splits))
    .option('--source <folder>', 'folder of clean images for the source statistics')
    .addOption(benchmarkOption('--benchmark <name>', 'the folder'))
    .option('--corrupted', 'the images were stored corrupted, as in ImageNet-C')
    .option('--domains', 'the folder holds other images in each domain')
    .option('--model <text>', 'source model: a name known to the lab, a file, or any other name')
    .option('--opt <name=value>', 'option of the method, repeatable', collectSetting)
    .option('--order-file <file>', 'order of the images, or none')
    .option('--class-mask <list>', 'indices of the classes that count, or none for all', orNone(parseIntegers(0)))
    .addHelpText('after', '\nSettings given neither here nor in the file stay unknown.')
    .action(async (file: string, flags: ImportResultsFlags) =>
      (await import('./commands/import-results.ts')).importResultsCommand(file, flags),
    );
  addReadingOptions(addSettingFlags(command, protocolSchema));
}

function addReport(program: Command): void {
  const [least, most] = figureLimits.letters;
  withMethodFolders(commandOf(program, 'report'))
    .option('--group <text>', 'the runs of a group')
    .option('--suite <id>', 'a suite instead of runs; lab suite list lists them')
    .option('--seeds <list>', 'of the suite, separated by commas', parseIntegers(0))
    .option('--sweep <id>', 'a sweep instead of runs; lab sweep list lists them')
    .option('--mgg <mgg>', 'a generator instead (id, name or file); twice to compare two', collectText)
    .option('--run <run>', 'with the gradients that a run has recorded, once for each generator', collectText)
    .option('--html <file>', 'one self-contained page to read and print')
    .option('--paper <folder>', 'figures, LaTeX tables, numbers, and the commands that reproduce them')
    .option('--title <text>', 'of the report (default: the group, suite, sweep or generator)')
    .option('--notes <file>', 'your own text in Markdown')
    .addOption(new Option('--metric <metric>', 'what tables and bars show (default: accuracy)').choices(metricNames))
    .option(`--parts <list>`, `of ${reportPartNames.join(', ')} (default: all)`, parseList)
    .option('--width <mm>', 'of figures for a paper (default: 85, a column)', parseNumber)
    .option('--letters <pt>', `of figures for a paper, ${least} to ${most} (default: 8)`, parseNumber)
    .addOption(new Option('--font <font>', 'of figures for a paper (default: sans)').choices(paperFonts))
    .option('--dashes', 'lines of figures for a paper have dashes, for grey print')
    .action(async (ids: string[], flags: ReportFlags) =>
      (await import('./commands/report.ts')).reportCommand(ids, flags),
    );
}

/** Commands that make runs and show them. */
export function addRunCommands(program: Command): void {
  addQuickstart(program);
  addRun(program);
  addImportResults(program);
  addPretrain(program);
  addPlaceOptions(withMethodFolders(commandOf(program, 'resume'))).action(async (ids: string[], flags: CommonOptions) =>
    (await import('./commands/resume.ts')).resumeCommand(ids, flags),
  );
  commandOf(program, 'runs')
    .addOption(new Option('--kind <kind>', 'kind of run').choices(['adapt', 'pretrain']))
    .option('--group <text>', 'of this group')
    .option('--method <id>', 'of this method')
    .option('--status <list>', 'in one of these states', parseList)
    .option('--tag <tag>', 'with this tag')
    .option('--text <text>', 'with this in id, name, method, group or notes')
    .option('--limit <n>', 'at most so many', parseInteger(1))
    .action(async (flags: RunsFlags) => (await import('./commands/runs.ts')).runsCommand(flags));
  commandOf(program, 'show')
    .option('--group <text>', 'the runs of a group')
    .option('--batches', 'with --json: every batch as well')
    .option('--source', 'only the source of the own method that it computed with')
    .option('--published', 'published values of the method, or how the protocol differs from theirs')
    .action(async (ids: string[], flags: ShowFlags) => (await import('./commands/show.ts')).showCommand(ids, flags));
  commandOf(program, 'compare')
    .option('--group <text>', 'the runs of a group')
    .addOption(
      new Option('--format <format>', 'print the table as')
        .choices(['table', 'csv', 'markdown', 'latex'])
        .default('table'),
    )
    .addOption(new Option('--metric <metric>', 'what the table shows').choices(metricNames).default('top1'))
    .option('--test', 'test whether accuracies differ significantly, image by image')
    .option('--baseline <run>', 'method or run that the others are tested against (default: NoAdapt)')
    .action(async (ids: string[], flags: CompareFlags) =>
      (await import('./commands/compare.ts')).compareCommand(ids, flags),
    );
  commandOf(program, 'export')
    .option('--group <text>', 'the runs of a group')
    .option('--out <folder>', 'where the files go (default: exports in the data folder)')
    .addOption(
      new Option(
        '--format <format>',
        'tables, a table of images, bundles for another lab, or settings for --config',
      ).choices(['csv', 'images', 'bundle', 'config']),
    )
    .action(async (ids: string[], flags: ExportFlags) =>
      (await import('./commands/export.ts')).exportCommand(ids, flags),
    );
  addReport(program);
}
