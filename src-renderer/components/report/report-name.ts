import type { RunRecord } from '../../../src-shared/records.ts';
import { t } from '../../texts/index.ts';

/** What a report of runs is called unless the user says otherwise: their group, if it is the same one. */
export function reportName(runs: readonly Pick<RunRecord, 'group'>[]): string {
  const [group, ...others] = new Set(runs.map((run) => run.group));
  return others.length === 0 && group ? group : t.report.ofRuns;
}
