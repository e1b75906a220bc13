import type { LabClient } from '../../../../src-shared/api/contract.ts';
import type { RunRecord } from '../../../../src-shared/records.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { follow } from '../follow.ts';
import { showOutcome } from '../outcome.ts';
import { print } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

/** The runs and, of those that belong to a group, the finished others of it: they are meant to be compared. */
async function withTheirGroups(api: LabClient, runs: readonly RunRecord[]): Promise<RunRecord[]> {
  const groups = new Set(runs.flatMap(({ group }) => group ?? []));
  const single = runs.filter(({ group }) => group === null);
  const members = [...groups].map((group) => api.listRuns({ filter: { group, status: ['done'] } }));
  return [...single, ...(await Promise.all(members)).flatMap((list) => list.reverse())];
}

/** Resumes the runs named, or all that were interrupted or never began. */
export function resumeCommand(ids: readonly string[], flags: CommonOptions): Promise<void> {
  return withLab(flags, async (lab) => {
    const { api } = lab;
    const chosen =
      ids.length > 0
        ? await chosenRuns(api, ids, undefined)
        : (await api.listRuns({ filter: { status: ['interrupted'] } })).map(({ id }) => id).reverse();
    if (chosen.length === 0) {
      print(flags.json ? '[]' : 'There is nothing to resume.');
      return;
    }
    const resumed: RunRecord[] = [];
    for (const id of chosen) resumed.push(await api.resumeRun({ id }));
    const done = await follow(lab, resumed);
    await showOutcome(lab, flags.json ? done : await withTheirGroups(api, done), flags);
  });
}
