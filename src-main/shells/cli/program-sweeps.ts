import { InvalidArgumentError, Option, type Command } from 'commander';
import { metricNames } from '../../../src-shared/metrics/metrics.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { ruleNames } from '../../../src-shared/sweeps/rules.ts';
import type { SubmitFlags } from './commands/suite-cluster.ts';
import type { TransferFlags } from './commands/sweep-transfer.ts';
import type { SweepFlags } from './sweep-flags.ts';
import { addPlaceOptions, engineOption, threadsOption } from './common-options.ts';
import { commandOf, labCommand, withMethodFolders } from './lab-command.ts';
import { collectPairs, placeFlagsSchema } from './pair-flags.ts';
import { parseCount, parseInteger, parseIntegers, parseList } from './parse.ts';
import { addJobCommands, submitCommand } from './program-cluster.ts';
import { addExperimentOptions } from './program-runs.ts';
import type { CommonOptions } from './session.ts';

/** `name=values` pairs, collected over repetitions. */
function collectVariation(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`'${text}' is not name=values.`);
  return { ...previous, [text.slice(0, at).trim()]: text.slice(at + 1) };
}

function parseRules(text: string): string[] {
  const rules = parseList(text);
  const unknown = rules.find((rule) => !ruleNames.some((known) => known === rule));
  if (unknown === undefined) return rules;
  throw new InvalidArgumentError(`'${unknown}' is no rule. Rules are ${ruleNames.join(', ')}.`);
}

/** Flags that say what a sweep is. */
function addDefinition(command: Command): Command {
  withMethodFolders(command)
    .option('--method <list>', 'methods; lab methods lists them (default: mgtta)', parseList)
    .option(
      '--vary <name=values>',
      'values of an option of its methods or a setting of runs, repeatable: lr=0.01,0.1 or lr=1e-4..1e-1:7:log; tent.lr=… for one method',
      collectVariation,
    )
    .option('--seeds <list>', 'of the runs of each trial (default: 2020)', parseIntegers(0))
    .addOption(
      new Option('--strategy <name>', 'how trials are chosen (default: grid)').choices(['grid', 'random', 'tpe']),
    )
    .option('--trials <n>', 'of each method, for random and tpe (default: 20)', parseInteger(1, 1000))
    .option('--parallel <n>', 'trials of a method that are proposed at once (default: 4)', parseInteger(1, 100))
    .option('--sampler-seed <n>', 'seed of random and tpe (default: 0)', parseInteger(0))
    .option('--prune-after <streams>', 'stop a trial that is below the median of earlier ones by then', parseInteger(1))
    .addOption(new Option('--metric <metric>', 'that counts (default: top1)').choices(metricNames))
    .addOption(new Option('--rule <rule>', 'that chooses the setting (default: oracle)').choices(ruleNames))
    .option('--rules <list>', `further rules to compare: ${ruleNames.join(', ')}`, parseRules);
  return addExperimentOptions(command, runConfigSchema.omit({ seed: true }));
}

/** Commands about sweeps. */
export function addSweepCommands(program: Command): void {
  const sweep = commandOf(program, 'sweep');
  labCommand(sweep, 'list', 'list the sweeps and how much of each is done').action(async (flags: CommonOptions) =>
    (await import('./commands/sweep.ts')).sweepListCommand(flags),
  );
  addDefinition(
    labCommand(sweep, 'new <name>', 'keep a sweep that flags or a JSON file describe, and say what it takes'),
  )
    .option('--out <file>', 'also writes it as JSON')
    .action(async (name: string, flags: SweepFlags & { out?: string }) =>
      (await import('./commands/sweep.ts')).sweepNewCommand(name, flags),
    );
  const run = labCommand(
    sweep,
    'run <sweep>',
    'run the missing runs of a sweep: its id, a JSON file, or a new one by flags',
  );
  addPlaceOptions(addDefinition(run)).action(async (which: string, flags: SweepFlags) =>
    (await import('./commands/sweep.ts')).sweepRunCommand(which, flags),
  );
  const transfer = labCommand(
    sweep,
    'transfer',
    'test a generator on other models and datasets, with learning rates chosen on validation',
  )
    .requiredOption(
      '--to <name=value,…>',
      'model=, dataset=, source=, corruption= … of a target, repeatable',
      collectPairs(placeFlagsSchema),
    )
    .option('--mgg <file>', 'generator to transfer (default: quickstart)')
    .option('--lr <values>', 'learning rates to try (default: 1e-4..1:9:log)')
    .option('--method <list>', 'methods beside it (default: noadapt,foa_sgd,foa_adam,mgtta)', parseList)
    .option('--seeds <list>', 'of the runs of each trial (default: 2020)', parseIntegers(0))
    .option('--images <n>', 'per corruption, or all', parseCount(1))
    .option('--batch-size <n>', 'images per batch', parseInteger(1))
    .addOption(engineOption())
    .addOption(threadsOption());
  addPlaceOptions(transfer).action(async (flags: TransferFlags) =>
    (await import('./commands/sweep-transfer.ts')).sweepTransferCommand(flags),
  );
  labCommand(sweep, 'show <sweep>', 'show its trials, and what each rule chooses')
    .addOption(new Option('--metric <metric>', 'shown instead of its own').choices(metricNames))
    .action(async (id: string, flags: CommonOptions) =>
      (await import('./commands/sweep.ts')).sweepShowCommand(id, flags),
    );
  labCommand(sweep, 'export <sweep>', 'write trials and rules as CSV, and the sweep as JSON')
    .option('--out <folder>', 'where the files go (default: exports in the data folder)')
    .action(async (id: string, flags: CommonOptions & { out?: string }) =>
      (await import('./commands/sweep.ts')).sweepExportCommand(id, flags),
    );
  labCommand(sweep, 'delete <sweep>', 'forget a sweep; its runs stay').action(
    async (id: string, flags: CommonOptions) => (await import('./commands/sweep.ts')).sweepDeleteCommand(id, flags),
  );
  submitCommand(sweep, 'submit <sweep>', 'give what is to be done of a sweep to the scheduler of a cluster').action(
    async (id: string, flags: SubmitFlags) => (await import('./commands/sweep.ts')).sweepSubmitCommand(id, flags),
  );
  addJobCommands(sweep);
}
