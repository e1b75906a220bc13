import type { DataNames } from './protocol-line.ts';
import { datasets, models } from '../../lab/lists.svelte.ts';

/** Names of registered datasets and models, as the lists have them now. */
export const dataNames: DataNames = {
  dataset: (config) =>
    datasets.value?.find((record) =>
      config.kind === 'quickstart'
        ? record.config.kind === 'quickstart'
        : record.config.kind === 'folder' && record.config.path === config.path,
    )?.name,
  model: (model) => models.value?.find((record) => record.model === model || record.id === model)?.name,
};
