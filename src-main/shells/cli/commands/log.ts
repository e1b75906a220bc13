import { dataFolder } from '../../../platform/data-folder.ts';
import { LabLog } from '../../../platform/log.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';

export interface LogFlags extends CommonOptions {
  readonly lines: number;
}

/** Prints the end of the lab's log, and where it lies. */
export function logCommand({ dataDir, json, lines: count }: LogFlags): void {
  const log = new LabLog(dataFolder(dataDir));
  const lines = log.tail(count);
  if (json) {
    printJson({ file: log.file, lines });
    return;
  }
  for (const line of lines) print(line);
  note(lines.length > 0 ? `From ${log.file}` : `Nothing has been logged yet; it would be in ${log.file}`);
}
