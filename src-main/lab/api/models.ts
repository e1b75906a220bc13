import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type ModelsApi = Pick<LabApi, 'listModels' | 'addModel' | 'removeModel' | 'listMggs' | 'addMgg' | 'removeMgg'>;

/** Source models and meta gradient generators. */
export function modelsApi(_context: ApiContext): ModelsApi {
  return {
    listModels: pending,
    addModel: pending,
    removeModel: pending,
    listMggs: pending,
    addMgg: pending,
    removeMgg: pending,
  };
}
