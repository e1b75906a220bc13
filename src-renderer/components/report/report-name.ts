import type { RunRecord } from '../../../src-shared/records.ts';
import { t } from '../../texts/index.ts';

/** Default title of a report of runs: their group, if they share one. */
export function reportName(runs: readonly Pick<RunRecord, 'group'>[]): string {
  const [group, ...others] = new Set(runs.map((run) => run.group));
  return others.length === 0 && group ? group : t.report.ofRuns;
}
