import type { SuiteSummary } from '../../../src-shared/api/lab.ts';
import { render } from './run-tables.ts';

export function suitesTable(suites: readonly SuiteSummary[]): string {
  return render(
    ['Suite', 'What it shows', 'Done', 'Runs'],
    suites.map(({ id, title, finished, runs }) => [id, title, String(finished), String(runs)]),
    2,
  );
}
