import { runCli } from './cli.ts';
import { hadFaults, handleFaults } from './faults.ts';
import { exitCodes } from './output.ts';

const args = process.argv.slice(2);
handleFaults(args.includes('--debug'));
const code = await runCli(args);
process.exitCode = code === exitCodes.done && hadFaults() ? exitCodes.failed : code;
