import type { RunFilter } from '../../../../src-shared/api/runs.ts';
import { runStatusSchema, type RunKind, type RunStatus } from '../../../../src-shared/records.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { note, print, printJson } from '../output.ts';
import { runNames } from '../run-names.ts';
import { withLab, type CommonOptions } from '../session.ts';
import { runsTable } from '../run-tables.ts';

export interface RunsFlags extends CommonOptions {
  readonly kind?: RunKind;
  readonly group?: string;
  readonly method?: string;
  readonly status?: readonly string[];
  readonly tag?: string;
  readonly text?: string;
  readonly limit?: number;
}

function statusOf(name: string): RunStatus {
  const status = runStatusSchema.safeParse(name);
  if (status.success) return status.data;
  throw new LabError('bad-option', `There is no status '${name}'.`, `Statuses: ${runStatusSchema.options.join(', ')}.`);
}

export function runsCommand({ json, status, dataDir, debug: _debug, ...filter }: RunsFlags): Promise<void> {
  return withLab(dataDir === undefined ? {} : { dataDir }, async ({ api }) => {
    const complete: RunFilter = { ...filter, ...(status ? { status: status.map(statusOf) } : {}) };
    const runs = await api.listRuns({ filter: complete });
    if (json) printJson(runs);
    else print(runs.length === 0 ? 'There are no such runs.' : runsTable(runs, await runNames(api, runs)));
    for (const { id, name, problem } of await api.listUnreadableRuns({ filter: complete })) {
      note(`Run ${id} (${name}) can't be read. ${problem}`);
    }
  });
}
