import { LabError } from '../../../../src-shared/errors.ts';
import type { ExportFormat } from '../../../../src-shared/api/runs.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface ExportFlags extends CommonOptions {
  readonly out?: string;
  readonly format?: ExportFormat;
  readonly group?: string;
}

export function exportCommand(ids: readonly string[], flags: ExportFlags): Promise<void> {
  return withLab(flags, async (lab) => {
    const chosen = await chosenRuns(lab.api, ids, flags.group);
    if (chosen.length === 0) {
      throw new LabError('bad-option', 'No run was named.', 'Give run ids or --group; lab runs lists them.');
    }
    const files = await lab.writeExport(chosen, flags.format, flags.out);
    if (flags.json) printJson(files);
    else files.forEach(print);
  });
}
