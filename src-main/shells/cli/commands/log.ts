import type { LogEntry } from '../../../../src-shared/api/lab.ts';
import { dataFolder } from '../../../platform/data-folder.ts';
import { LabLog } from '../../../platform/log.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';

export interface LogFlags extends CommonOptions {
  readonly lines: number;
  readonly run?: string;
  readonly level?: LogEntry['level'];
}

const mostEntries = 1000;

function linesOf({ time, process, level, run, text }: LogEntry): string[] {
  return `${time} ${process} ${level} ${run === null ? '' : `[run ${run}] `}${text.replaceAll('\n', '\n    ')}`.split(
    '\n',
  );
}

/** Prints the end of the lab's log, and where it lies. Opens no lab: the log is wanted most where that fails. */
export function logCommand({ dataDir, json, lines: count, run, level }: LogFlags): void {
  const log = new LabLog(dataFolder(dataDir));
  const query = { ...(run === undefined ? {} : { run }), ...(level === undefined ? {} : { level }) };
  const lines = log
    .entries({ limit: Math.min(count, mostEntries), ...query })
    .reverse()
    .flatMap(linesOf)
    .slice(-count);
  if (json) {
    printJson({ file: log.file, lines });
    return;
  }
  for (const line of lines) print(line);
  note(lines.length > 0 ? `From ${log.file}` : `Nothing of that kind has been logged; the log is ${log.file}`);
}
