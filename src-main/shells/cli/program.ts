import { Command } from 'commander';
import { labVersion } from '../../lab/host.ts';
import { addDatasetCommands } from './program-datasets.ts';
import { addMggCommands } from './program-mggs.ts';
import { addRunCommands } from './program-runs.ts';
import { addSuiteCommands } from './program-suites.ts';
import { addToolCommands } from './program-tools.ts';

/** The command line of the lab. The modules of a command are loaded only when it is used. */
export function buildProgram(): Command {
  const program = new Command('lab')
    .description('A laboratory for test-time adaptation.')
    .version(labVersion())
    .configureHelp({ showGlobalOptions: true });
  addRunCommands(program);
  addSuiteCommands(program);
  addDatasetCommands(program);
  addMggCommands(program);
  addToolCommands(program);
  return program;
}
