import { runCli } from './cli.ts';
import { hadFaults, handleFaults } from './faults.ts';
import { exitCodes, exitCodeWithOutput, outliveOutput } from './output.ts';

const args = process.argv.slice(2);
outliveOutput();
handleFaults(args.includes('--debug'));
const code = await runCli(args);
process.exitCode = await exitCodeWithOutput(code === exitCodes.done && hadFaults() ? exitCodes.failed : code);
