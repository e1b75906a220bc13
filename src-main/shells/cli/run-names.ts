import type { LabClient } from '../../../src-shared/api/contract.ts';
import { namesApart } from '../../../src-shared/comparison/names.ts';
import { markedName } from '../../../src-shared/external-run.ts';
import type { RunRecord } from '../../../src-shared/records.ts';

/** The newest runs of the same name that are considered when names are made distinct; for more there is a search. */
const mostTwins = 300;

/** Labels of runs among all others, as in the window: their names, and behind them what sets twins apart. */
export async function runNames(
  api: Pick<LabClient, 'listRuns'>,
  shown: readonly RunRecord[],
): Promise<(run: Pick<RunRecord, 'id' | 'name'> & Parameters<typeof markedName>[1]) => string> {
  const filter = { namesakesOf: shown.map(({ id }) => id), limit: mostTwins };
  const apart = namesApart([...(await api.listRuns({ filter })), ...shown]);
  return (run) => markedName(apart.get(run.id) ?? run.name, run);
}
