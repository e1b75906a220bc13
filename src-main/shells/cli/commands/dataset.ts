import path from 'node:path';
import { LabError } from '../../../../src-shared/errors.ts';
import type { Benchmark } from '../../../../src-shared/run-config.ts';
import { datasetsTable, folderText } from '../folder-text.ts';
import { note, print, printJson } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

export interface DatasetCheckFlags extends CommonOptions {
  readonly benchmark?: Benchmark | 'none';
  readonly corrupted?: boolean;
  readonly domains?: boolean;
  readonly all?: boolean;
}

/** Time between two progress lines of an inspection. */
const noteMs = 2000;

export function datasetListCommand({ json, ...common }: CommonOptions): Promise<void> {
  return withLab(common, async ({ api }) => {
    const datasets = await api.listDatasets({});
    if (json) printJson(datasets);
    else print(datasetsTable(datasets));
  });
}

/** Prints what is in a folder. @throws LabError `bad-input` after that, when it can't be used */
export function datasetCheckCommand(folder: string, flags: DatasetCheckFlags): Promise<void> {
  const { json, benchmark, corrupted, domains, all, ...common } = flags;
  return withLab(common, async ({ api, hub }) => {
    let notedAt = performance.now();
    hub.subscribe(({ topic, payload }) => {
      if (topic !== 'inspecting' || performance.now() - notedAt < noteMs) return;
      notedAt = performance.now();
      note(`Counted ${payload.done.toLocaleString('en')} of ${payload.total.toLocaleString('en')} folders …`);
    });
    const report = await api.inspectFolder({
      path: path.resolve(folder),
      ...(benchmark === undefined ? {} : { benchmark: benchmark === 'none' ? null : benchmark }),
      ...(corrupted === undefined ? {} : { corrupted }),
      ...(domains === undefined ? {} : { domains }),
      ...(all === undefined ? {} : { thorough: all }),
    });
    if (json) printJson(report);
    else print(folderText(report));
    if (!report.usable) throw new LabError('bad-input', `${report.path} can't be used as it is.`);
  });
}
