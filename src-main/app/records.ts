/** What shells see of the store: the records of runs, not the store itself. */
export { runStatusSchema } from '../../src-shared/records.ts';
export type { AdaptRun, EpochRecord, RunKind, RunRecord, RunStatus, ShiftRecord } from '../../src-shared/records.ts';
export type { RunContents, RunFilter } from '../store/store.ts';
