import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type ExperimentsApi = Pick<LabApi, 'listMethods' | 'listPresets' | 'checkRun' | 'estimateRuns' | 'estimatePretraining'>;

/** What New experiment needs before a run: methods, presets, checks and estimates. */
export function experimentsApi(_context: ApiContext): ExperimentsApi {
  return {
    listMethods: pending,
    listPresets: pending,
    checkRun: pending,
    estimateRuns: pending,
    estimatePretraining: pending,
  };
}
