import { toErrorMessage } from '../../src-shared/errors.ts';
import type { EventHub } from '../platform/event-hub.ts';
import type { LabLog } from '../platform/log.ts';

/** Faults that windows are notified of at most; the log has them all. */
const mostReported = 5;

/** Takes what nobody else did. @param doing e.g. `A timer`, the beginning of the entry in the log */
export type FaultReport = (doing: string, error: unknown) => void;

/** Writes an internal error into the log, and points windows to it. */
export function faultReport(log: Pick<LabLog, 'file' | 'error'>, hub: Pick<EventHub, 'publish'>): FaultReport {
  let reported = 0;
  return (doing, error) => {
    log.error(`${doing} failed`, error);
    if (reported++ >= mostReported) return;
    const { message, hint } = toErrorMessage(error);
    const text = `Something went wrong inside the lab, which goes on: ${message}${hint === undefined ? '' : ` ${hint}`}`;
    hub.publish('notice', { level: 'error', text: `${text} The log has more: ${log.file}` });
  };
}

/**
 * The last handler of a process: an error that no other handler took is reported, and the process goes on. A lab is safe
 * to go on with: what is stored is stored by whole transactions, and computing happens in a process of its own.
 * @returns a function that takes the handler away
 */
export function handleEverything(report: FaultReport, of: NodeJS.EventEmitter = process): () => void {
  const onException = (error: unknown): void => report('Something that nobody awaited', error);
  of.on('uncaughtException', onException);
  of.on('unhandledRejection', onException);
  return () => {
    of.off('uncaughtException', onException);
    of.off('unhandledRejection', onException);
  };
}
