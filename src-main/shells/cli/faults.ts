import type { LabLog } from '../../platform/log.ts';
import { handleEverything } from '../last-handler.ts';
import { exitCodes, printError } from './output.ts';

/** Faults that are shown; where showing them is what fails, this ends it. */
const mostShown = 20;

let log: LabLog | undefined;
let count = 0;

/** From now on the command works with a lab, whose runs go on whatever else goes wrong. */
export function logFaultsIn(of: LabLog): void {
  log = of;
}

/** Whether anything went wrong that no other handler took. */
export function hadFaults(): boolean {
  return count > 0;
}

/** The last handler of the command line: reports the error and, where no lab may be running, ends the process. */
export function handleFaults(debug: boolean): void {
  handleEverything((doing, error) => {
    log?.error(`${doing} in a command failed`, error);
    if (count++ < mostShown) printError(error, debug);
    if (log === undefined) process.exit(exitCodes.failed);
  });
}
