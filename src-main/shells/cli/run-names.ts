import { namesApart } from '../../../src-shared/comparison/names.ts';
import type { Lab } from '../../app/lab.ts';
import type { RunRecord } from '../../app/records.ts';

/** As many others of the same names, the newest, are told apart from what is shown; more are a search, with its own columns. */
const mostTwins = 300;

/** What runs are called among all others, as in the window: their names, and behind them what sets twins apart. */
export function runNames(lab: Lab, shown: readonly RunRecord[]): (run: Pick<RunRecord, 'id' | 'name'>) => string {
  const twins = lab.listRuns({ namesakesOf: shown.map(({ id }) => id), limit: mostTwins });
  const apart = namesApart([...twins, ...shown]);
  return ({ id, name }) => apart.get(id) ?? name;
}
