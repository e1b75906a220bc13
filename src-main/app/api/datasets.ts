import type { LabApi } from '../../../src-shared/api/contract.ts';
import { browse } from '../../catalog/datasets/browse.ts';
import { FolderInspector } from '../../catalog/datasets/folder-inspector.ts';
import { Previews } from '../../catalog/datasets/previews.ts';
import { DatasetRegistry } from '../../catalog/datasets/dataset-registry.ts';
import type { ApiContext } from './context.ts';

type DatasetsApi = Pick<
  LabApi,
  'listDatasets' | 'inspectFolder' | 'addDataset' | 'removeDataset' | 'sampleDataset' | 'previewCorruption' | 'browse'
>;

export interface DatasetsContext extends Pick<ApiContext, 'store' | 'hub' | 'roots'> {
  /** Where listings of large folders may be kept; null for nowhere. */
  readonly cacheFolder: string | null;
}

/** Datasets, and the folders they are found in. */
export function datasetsApi(
  { store, hub, roots, cacheFolder }: DatasetsContext,
  previews = new Previews(),
): DatasetsApi {
  const inspector = new FolderInspector({ events: hub, roots, cacheFolder });
  const registry = new DatasetRegistry(store, inspector, roots);
  const changed = (): void => hub.publish('changed', { what: 'datasets' });
  return {
    listDatasets: () => registry.list(),
    inspectFolder: (input, signal) => inspector.inspect(input, signal),
    async addDataset(input) {
      const record = await registry.add(input);
      previews.forget(record.config);
      changed();
      return record;
    },
    removeDataset: ({ id }) =>
      Promise.resolve().then(() => {
        registry.remove(id);
        changed();
        return null;
      }),
    async sampleDataset(input) {
      await registry.requireVisible(input.dataset);
      return previews.sample(input);
    },
    async previewCorruption(input) {
      await registry.requireVisible(input.dataset);
      return previews.corrupted(input);
    },
    browse: (input) => browse(input, roots),
  };
}
