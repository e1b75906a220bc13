import type { Lab } from '../../../app/lab.ts';
import type { RunRecord } from '../../../app/records.ts';
import { chosenRuns } from '../chosen-runs.ts';
import { follow } from '../follow.ts';
import { showOutcome } from '../outcome.ts';
import { print } from '../output.ts';
import { withLab, type CommonOptions } from '../session.ts';

/** The runs and, of those that belong to a group, the finished others of it: they are meant to be compared. */
function withTheirGroups(lab: Lab, runs: readonly RunRecord[]): RunRecord[] {
  const groups = new Set(runs.flatMap(({ group }) => group ?? []));
  const single = runs.filter(({ group }) => group === null);
  return [...single, ...[...groups].flatMap((group) => lab.listRuns({ group, status: ['done'] }).reverse())];
}

/** Resumes the runs named, or all that were interrupted or never began. */
export function resumeCommand(ids: readonly string[], flags: CommonOptions): Promise<void> {
  return withLab(flags, async (lab) => {
    const chosen = ids.length > 0 ? chosenRuns(lab, ids, undefined) : lab.resumable().map(({ id }) => id);
    if (chosen.length === 0) {
      print(flags.json ? '[]' : 'There is nothing to resume.');
      return;
    }
    const done = await follow(
      lab,
      chosen.map((id) => lab.resumeRun(id)),
    );
    showOutcome(lab, flags.json ? done : withTheirGroups(lab, done), flags);
  });
}
