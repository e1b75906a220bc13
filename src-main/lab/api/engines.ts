import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type EnginesApi = Pick<LabApi, 'listEngines' | 'listBenchmarks' | 'benchmark'>;

/** Engines of this computer and their benchmarks. */
export function enginesApi(_context: ApiContext): EnginesApi {
  return {
    listEngines: pending,
    listBenchmarks: pending,
    benchmark: pending,
  };
}
