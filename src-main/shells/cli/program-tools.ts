import { Argument, Option, type Command } from 'commander';
import { engineSetupSchema, type EngineSetup } from '../../../src-shared/engines.ts';
import type { BenchFlags } from './commands/bench.ts';
import type { CorruptFlags } from './commands/corrupt.ts';
import type { LogFlags } from './commands/log.ts';
import type { VerifyCorruptionsFlags } from './commands/verify-corruptions.ts';
import type { VerifyFlags } from './commands/verify.ts';
import { commandOf, labCommand, withMethodFolders } from './lab-command.ts';
import { engineOption, precisionOption, threadsOption } from './common-options.ts';
import { parseInteger, parseIntegers, parseList, parseNumber } from './parse.ts';
import type { AtOnceFlags } from './commands/at-once.ts';
import type { CommonOptions } from './session.ts';

function addCorrupt(program: Command): void {
  withMethodFolders(commandOf(program, 'corrupt'))
    .requiredOption('--out <folder>', 'results go to <out>/<corruption>/<severity>/<image>.png')
    .requiredOption('--corruption <list>', 'names, your own too, test, validation, all', parseList)
    .addOption(new Option('--severity <list>', 'strengths from 1 to 5').argParser(parseIntegers(1)).default([5], '5'))
    .addOption(new Option('--seed <n>', 'of the whole set').argParser(parseInteger(0)).default(2020))
    .option('--size <pixels>', 'resize and crop to this size first, as for a model', parseInteger(1, 4096))
    .option('--overwrite', 'replace images that are there already')
    .action(async (source: string, flags: CorruptFlags) =>
      (await import('./commands/corrupt.ts')).corruptCommand(source, flags),
    );
}

function addVerification(program: Command): void {
  commandOf(program, 'verify')
    .addOption(engineOption().default('onnx-cpu'))
    .addOption(threadsOption())
    .addOption(precisionOption())
    .option('--methods <list>', 'only these recordings', parseList)
    .action(async (folder: string, flags: VerifyFlags) =>
      (await import('./commands/verify.ts')).verifyCommand(folder, flags),
    );
  commandOf(program, 'verify-corruptions')
    .option('--seeds <n>', 'seeds that random corruptions are averaged over', parseInteger(1, 1000))
    .action(async (folder: string, flags: VerifyCorruptionsFlags) =>
      (await import('./commands/verify-corruptions.ts')).verifyCorruptionsCommand(folder, flags),
    );
}

function addBench(program: Command): void {
  commandOf(program, 'bench')
    .option('--models <list>', 'quickstart, vit-b16 (default: both)', parseList)
    .option('--works <list>', 'forward, or the id of a method (default: forward, tent, mgtta)', parseList)
    .option('--engines <list>', 'engines (default: onnx-cpu)', parseList)
    .option('--batches <list>', 'images per batch (default: 1, 8, 64; 1, 8 for vit-b16)', parseIntegers(1))
    .addOption(threadsOption())
    .option('--rounds <n>', 'turns that each gets (default: 5)', parseInteger(1, 1000))
    .option('--seconds <s>', 'length of a turn (default: 1)', parseNumber)
    .option('--no-peer', 'without PyTorch')
    .option(
      '--photos <n>',
      'JPEG files to time the data path with; 0 for none (default: 1024)',
      parseInteger(0, 100_000),
    )
    .option('--nightly', 'a few batches of 64 images on ViT-B/16 (slow); other options override it')
    .action(async (flags: BenchFlags) => (await import('./commands/bench.ts')).benchCommand(flags));
}

function addMethods(program: Command): void {
  const methods = withMethodFolders(commandOf(program, 'methods')).action(async (ids: string[], flags: CommonOptions) =>
    (await import('./commands/methods.ts')).methodsCommand(ids, flags),
  );
  withMethodFolders(
    labCommand(methods, 'list', 'list built-in methods and your own, and files that cannot be used'),
  ).action(async (_flags: CommonOptions, command: Command) =>
    (await import('./commands/methods.ts')).methodListCommand(command.optsWithGlobals()),
  );
  withMethodFolders(
    labCommand(methods, 'check <id>', 'try a method on the embedded model: gradient, state, engines, cost'),
  )
    .option('--engines <list>', 'engines to compare with onnx-cpu (default: wasm)', parseList)
    .action(async (id: string, _flags: CommonOptions, command: Command) =>
      (await import('./commands/methods.ts')).methodCheckCommand(id, command.optsWithGlobals()),
    );
  withMethodFolders(labCommand(methods, 'new <id>', 'begin a method of your own with a commented file')).action(
    async (id: string, _flags: CommonOptions, command: Command) =>
      (await import('./commands/own.ts')).newCommand('method', id, command.optsWithGlobals()),
  );
}

function addCorruptions(program: Command): void {
  const list = async (flags: CommonOptions): Promise<void> =>
    (await import('./commands/corruptions.ts')).corruptionListCommand(flags);
  const corruptions = withMethodFolders(commandOf(program, 'corruptions')).action(list);
  withMethodFolders(
    labCommand(corruptions, 'list', 'list built-in corruptions and your own, and files that cannot be used'),
  ).action((_flags: CommonOptions, command: Command) => list(command.optsWithGlobals()));
  withMethodFolders(labCommand(corruptions, 'check <id>', 'try a corruption: seed, range, severities, cost')).action(
    async (id: string, _flags: CommonOptions, command: Command) =>
      (await import('./commands/corruptions.ts')).corruptionCheckCommand(id, command.optsWithGlobals()),
  );
  withMethodFolders(labCommand(corruptions, 'new <id>', 'begin a corruption of your own with a commented file')).action(
    async (id: string, _flags: CommonOptions, command: Command) =>
      (await import('./commands/own.ts')).newCommand('corruption', id, command.optsWithGlobals()),
  );
}

/** Commands around engines, methods and data. */
export function addToolCommands(program: Command): void {
  const engines = commandOf(program, 'engines').action(async (flags: CommonOptions) =>
    (await import('./commands/engines.ts')).enginesCommand(flags),
  );
  labCommand(engines, 'at-once', 'measure how many runs at a time are the fastest on the CPU, for --jobs')
    .option('--model <file>', 'checkpoint, or quickstart (the default), quickstart-small')
    .action(async (_flags: AtOnceFlags, command: Command) =>
      (await import('./commands/at-once.ts')).atOnceCommand(command.optsWithGlobals()),
    );
  labCommand(engines, 'measure', 'measure again which engine is the fastest here, which is what auto takes').action(
    async (_flags: CommonOptions, command: Command) =>
      (await import('./commands/engines.ts')).measureEnginesCommand(command.optsWithGlobals()),
  );
  labCommand(engines, 'setup', 'fetch what an engine lacks on this computer, and try it')
    .addArgument(new Argument('<engine>', 'cuda or tensorflow').choices(engineSetupSchema.options))
    .action(async (setup: EngineSetup, _flags: CommonOptions, command: Command) =>
      (await import('./commands/engines.ts')).setUpEngineCommand(setup, command.optsWithGlobals()),
    );
  addMethods(program);
  addCorruptions(program);
  commandOf(program, 'log')
    .addOption(new Option('--lines <n>', 'so many lines').argParser(parseInteger(1)).default(40))
    .option('--run <id>', 'log of this run')
    .addOption(new Option('--level <level>', 'of this kind').choices(['info', 'error']))
    .action(async (flags: LogFlags) => (await import('./commands/log.ts')).logCommand(flags));
  commandOf(program, 'notebook').action(async (flags: CommonOptions) =>
    (await import('./commands/notebook.ts')).notebookCommand(flags),
  );
  addCorrupt(program);
  addVerification(program);
  addBench(program);
}
