import type { AdaptRun, ShiftRecord } from '../records.ts';

/** An adaptation run with its streams, as far as they are done. */
export interface ComparedRun {
  readonly run: AdaptRun;
  readonly shifts: readonly ShiftRecord[];
}
