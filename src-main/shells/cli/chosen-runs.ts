import type { LabClient } from '../../../src-shared/api/contract.ts';

/** Ids of the runs that were named and of those of a group, oldest first; each once, in full. */
export async function chosenRuns(api: LabClient, ids: readonly string[], group: string | undefined): Promise<string[]> {
  const members = group === undefined ? [] : (await api.listRuns({ filter: { group } })).reverse();
  const named = await Promise.all(ids.map(async (id) => (await api.getRun({ id })).run));
  return [...new Set([...named, ...members].map(({ id }) => id))];
}
