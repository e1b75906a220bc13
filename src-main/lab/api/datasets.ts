import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { ApiContext } from './context.ts';
import { pending } from './pending.ts';

type DatasetsApi = Pick<
  LabApi,
  'listDatasets' | 'inspectFolder' | 'addDataset' | 'removeDataset' | 'sampleDataset' | 'previewCorruption' | 'browse'
>;

/** Datasets, and the folders they are found in. */
export function datasetsApi(_context: ApiContext): DatasetsApi {
  return {
    listDatasets: pending,
    inspectFolder: pending,
    addDataset: pending,
    removeDataset: pending,
    sampleDataset: pending,
    previewCorruption: pending,
    browse: pending,
  };
}
