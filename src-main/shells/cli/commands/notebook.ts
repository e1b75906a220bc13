import { dataFolder } from '../../../platform/data-folder.ts';
import { notebookCode } from '../../../platform/notebook.ts';
import { note, print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';

/** Prints the lines that make a notebook read the runs of this data folder. */
export function notebookCommand({ dataDir, json }: CommonOptions): void {
  const code = notebookCode(dataFolder(dataDir));
  if (json) {
    printJson({ code });
    return;
  }
  print(code);
  note('Needs pandas; docs/notebooks.md says what there is to read.');
}
