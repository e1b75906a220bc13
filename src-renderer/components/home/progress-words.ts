import type { RunProgress } from '../../../src-shared/api/runs.ts';
import type { RunRecord } from '../../../src-shared/records.ts';
import { formatTimeLeft } from '../../format.ts';
import { t } from '../../texts/index.ts';

/** Current stage of a run, or its remaining time; undefined while unknown. */
export function progressWords({ status }: Pick<RunRecord, 'status'>, progress?: RunProgress): string | undefined {
  if (status === 'paused') return t.common.status.paused;
  if (progress?.stage) return `${progress.stage} …`;
  const left = progress?.secondsLeft ?? null;
  return left === null ? undefined : t.run.progress.left(formatTimeLeft(left));
}
