import { namesApart } from '../../../src-shared/comparison/names.ts';
import type { Lab } from '../../lab/lab.ts';
import type { RunRecord } from '../../lab/records.ts';

/** Of runs with one name in one group, the newest are told apart; more are a search, which has its own columns. */
const mostTwins = 300;

/** What runs are called among all others, as in the window: their names, and behind them what sets twins apart. */
export function runNames(lab: Lab, shown: readonly RunRecord[]): (run: Pick<RunRecord, 'id' | 'name'>) => string {
  const kinds = Map.groupBy(shown, ({ group, name }) => JSON.stringify([group, name]));
  const twins = [...kinds.values()].flatMap(([first]) => {
    const { group, name } = first!;
    return lab
      .listRuns({ name, ...(group === null ? {} : { group }), limit: mostTwins })
      .filter((run) => run.group === group);
  });
  const known = new Map([...twins, ...shown].map((run) => [run.id, run]));
  const apart = namesApart([...known.values()]);
  return ({ id, name }) => apart.get(id) ?? name;
}
