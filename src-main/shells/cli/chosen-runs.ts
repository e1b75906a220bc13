import type { Lab } from '../../app/lab.ts';

/** Ids of the runs that were named and of those of a group, oldest first; each once, in full. */
export function chosenRuns(lab: Lab, ids: readonly string[], group: string | undefined): string[] {
  const members = group === undefined ? [] : lab.listRuns({ group }).reverse();
  const named = ids.map((id) => lab.getRun(id).id);
  return [...new Set([...named, ...members.map(({ id }) => id)])];
}
