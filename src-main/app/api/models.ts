import type { LabApi } from '../../../src-shared/api/contract.ts';
import { MggRegistry } from '../../catalog/models/mgg-registry.ts';
import { ModelRegistry } from '../../catalog/models/model-registry.ts';
import type { ApiContext } from './context.ts';

type ModelsApi = Pick<
  LabApi,
  | 'listModels'
  | 'findModel'
  | 'inspectModel'
  | 'addModel'
  | 'editModel'
  | 'removeModel'
  | 'listMggs'
  | 'addMgg'
  | 'removeMgg'
  | 'exportMgg'
>;

/** Source models and meta gradient generators. */
export function modelsApi({ store, hub, roots }: Pick<ApiContext, 'store' | 'hub' | 'roots'>): ModelsApi {
  const models = new ModelRegistry(store, roots);
  const mggs = new MggRegistry(store, roots);
  const changed = (what: 'models' | 'mggs'): void => hub.publish('changed', { what });
  // A pre-training that ends brings a generator, and one that is deleted takes it away.
  hub.subscribe(({ topic, payload }) => {
    if (topic === 'runsDeleted' || (topic === 'run' && payload.kind === 'pretrain' && payload.status === 'done')) {
      changed('mggs');
    }
    // Results of a model on clean images are measured by running it.
    if (topic === 'runsDeleted' || (topic === 'run' && payload.method === 'noadapt' && payload.status === 'done')) {
      changed('models');
    }
  });
  return {
    listModels: () => models.list(),
    findModel: ({ which }) => Promise.resolve(models.find(which) ?? null),
    inspectModel: (input) => models.inspect(input),
    async addModel(input) {
      const record = await models.add(input);
      changed('models');
      return record;
    },
    async editModel(input) {
      const record = await models.edit(input);
      changed('models');
      return record;
    },
    removeModel: ({ id }) =>
      Promise.resolve().then(() => {
        models.remove(id);
        changed('models');
        return null;
      }),
    listMggs: () => mggs.list(),
    async addMgg(input) {
      const record = await mggs.add(input);
      changed('mggs');
      return record;
    },
    async removeMgg({ id }) {
      await mggs.remove(id);
      changed('mggs');
      return null;
    },
    async exportMgg({ mgg, format }) {
      const { name, bytes } = await mggs.export(mgg, format);
      return { name, mime: 'application/octet-stream', data: bytes.toString('base64') };
    },
  };
}
