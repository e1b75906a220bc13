import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type RunsApi = Pick<
  LabApi,
  | 'listRuns'
  | 'listProgress'
  | 'getRun'
  | 'getCurves'
  | 'getShifts'
  | 'startRuns'
  | 'startPretraining'
  | 'startQuickstart'
  | 'pauseRun'
  | 'continueRun'
  | 'cancelRun'
  | 'resumeRun'
  | 'rerun'
  | 'annotateRun'
  | 'deleteRuns'
  | 'restoreRuns'
  | 'exportRuns'
  | 'importBundle'
>;

/** Runs: lists, curves, control, labels, exports. */
export function runsApi(_context: ApiContext): RunsApi {
  return {
    listRuns: pending,
    listProgress: pending,
    getRun: pending,
    getCurves: pending,
    getShifts: pending,
    startRuns: pending,
    startPretraining: pending,
    startQuickstart: pending,
    pauseRun: pending,
    continueRun: pending,
    cancelRun: pending,
    resumeRun: pending,
    rerun: pending,
    annotateRun: pending,
    deleteRuns: pending,
    restoreRuns: pending,
    exportRuns: pending,
    importBundle: pending,
  };
}
