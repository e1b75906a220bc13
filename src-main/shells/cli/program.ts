import { Command } from 'commander';
import { labVersion } from '../../platform/version.ts';
import { labCommand } from './lab-command.ts';

/** Commands whose options stand in one module, which is loaded only for one of them. */
interface Chapter {
  /** Usage and description of each. */
  readonly commands: Readonly<Record<string, string>>;
  /** They only hold commands of their own. */
  readonly holdsCommands?: true;
  /** Another name of its command. */
  readonly alias?: string;
  /** Gives the commands, which are there already, their options. */
  readonly define: (program: Command) => Promise<void>;
}

/** In the order of the help. */
const chapters: readonly Chapter[] = [
  {
    commands: {
      quickstart: 'run the embedded experiment with all its methods',
      run: 'run a method on a dataset under corruptions',
      pretrain: 'pre-train a meta gradient generator',
      'resume [runs...]': 'resume interrupted runs; without ids, all of them',
      runs: 'list the stored runs',
      'show [runs...]': 'show runs; several are compared',
      'compare [runs...]': 'compare runs: their settings, and a table of methods and corruptions',
      'export [runs...]': 'write CSV tables, bundles or configurations of runs',
      'report [runs...]': 'write an HTML report, or files for a paper, of runs, a suite or a sweep',
      'import-results <file>': 'import accuracies from a CSV or a log as an external run',
    },
    define: async (program) => (await import('./program-runs.ts')).addRunCommands(program),
  },
  {
    commands: {
      suite: 'run ready-made sets of runs and show their tables',
    },
    holdsCommands: true,
    define: async (program) => (await import('./program-suites.ts')).addSuiteCommands(program),
  },
  {
    commands: {
      sweep: 'try out settings of methods, and choose the best of each by a rule',
    },
    holdsCommands: true,
    define: async (program) => (await import('./program-sweeps.ts')).addSweepCommands(program),
  },
  {
    commands: {
      dataset: 'check folders of images, and list the registered ones',
    },
    holdsCommands: true,
    define: async (program) => (await import('./program-datasets.ts')).addDatasetCommands(program),
  },
  {
    commands: {
      model: 'list source models; check, add and edit checkpoints',
    },
    alias: 'models',
    holdsCommands: true,
    define: async (program) => (await import('./program-models.ts')).addModelCommands(program),
  },
  {
    commands: {
      mgg: 'list meta gradient generators, lay them open and export them',
    },
    holdsCommands: true,
    define: async (program) => (await import('./program-mggs.ts')).addMggCommands(program),
  },
  {
    commands: {
      engines: 'list what can compute here, and why something cannot',
      'methods [methods...]': 'list methods and their options; create and check your own',
      corruptions: 'list the corruptions that the lab makes, and begin and check your own',
      log: 'show where the lab’s log of faults is, and its end',
      notebook: 'print the lines that read the runs in a Python notebook',
      'corrupt <source>': 'write corrupted copies of an image or a folder of images',
      'verify <folder>': 'compare methods with recorded outputs of reference implementations',
      'verify-corruptions <folder>': 'compare the corruptions with those of a reference',
      bench: 'time the engines, with PyTorch beside them where Python has it',
    },
    define: async (program) => (await import('./program-tools.ts')).addToolCommands(program),
  },
];

/**
 * The command line of the lab, as far as these arguments need it: commands that they don't name have a name and a
 * description, but no options yet. The modules that do a command's work are loaded only when it runs.
 * @param args without them, everything is there
 */
export async function buildProgram(args?: readonly string[]): Promise<Command> {
  const program = new Command('lab')
    .description('A laboratory for test-time adaptation.')
    .version(labVersion())
    .configureHelp({ showGlobalOptions: true });
  const asked = chapters.filter(({ commands, holdsCommands, alias }) => {
    const added = Object.entries(commands).map(([usage, description]) =>
      holdsCommands ? program.command(usage).description(description) : labCommand(program, usage, description),
    );
    if (alias !== undefined) for (const command of added) command.alias(alias);
    const named = added.flatMap((command) => [command.name(), ...command.aliases()]);
    return args === undefined || named.some((name) => args.includes(name));
  });
  await Promise.all(asked.map(({ define }) => define(program)));
  return program;
}
