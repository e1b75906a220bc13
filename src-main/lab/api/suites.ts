import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type SuitesApi = Pick<LabApi, 'listSuites' | 'getSuite' | 'estimateSuite' | 'startSuite' | 'stopSuite'>;

/** Suites: ready-made sets of runs and their tables. */
export function suitesApi(_context: ApiContext): SuitesApi {
  return {
    listSuites: pending,
    getSuite: pending,
    estimateSuite: pending,
    startSuite: pending,
    stopSuite: pending,
  };
}
