import type { LabApi } from '../../../src-shared/api/contract.ts';
import { inspectFolder } from '../../data/folder/inspect.ts';
import { browse } from '../datasets/browse.ts';
import { confine } from '../datasets/confine.ts';
import { Previews } from '../datasets/previews.ts';
import { DatasetRegistry } from '../datasets/registry.ts';
import type { ApiContext } from './context.ts';

type DatasetsApi = Pick<
  LabApi,
  'listDatasets' | 'inspectFolder' | 'addDataset' | 'removeDataset' | 'sampleDataset' | 'previewCorruption' | 'browse'
>;

/** Datasets, and the folders they are found in. */
export function datasetsApi({ store, events, roots }: Pick<ApiContext, 'store' | 'events' | 'roots'>): DatasetsApi {
  const registry = new DatasetRegistry(store, roots);
  const previews = new Previews();
  const changed = (): void => events.publish('changed', { what: 'datasets' });
  return {
    listDatasets: () => registry.list(),
    inspectFolder: async ({ path }) => inspectFolder(await confine(path, roots)),
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
