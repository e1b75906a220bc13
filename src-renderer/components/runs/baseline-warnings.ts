import { comparisonRows } from '../../../src-shared/comparison/rows.ts';
import { comparisonWarnings } from '../../../src-shared/comparison/warnings.ts';
import type { RunRecord, ShiftRecord } from '../../../src-shared/records.ts';

/**
 * Why the accuracy of a run should not be compared with that of the baseline, as Compare says of the two.
 * @param shiftsOf the streams of a run, as far as they are known
 */
export function baselineWarnings(
  run: RunRecord,
  baseline: RunRecord | undefined,
  shiftsOf: (id: string) => readonly ShiftRecord[] | undefined,
): string[] {
  if (run.kind !== 'adapt' || baseline?.kind !== 'adapt' || run.id === baseline.id) return [];
  const rows = comparisonRows([baseline, run].map((one) => ({ run: one, shifts: shiftsOf(one.id) ?? [] })));
  return comparisonWarnings(rows).map(({ message }) => message);
}
