import type { CheckedInput, LabApi } from '../../../src-shared/api/contract.ts';
import { LabError } from '../../../src-shared/errors.ts';
import type { MemorySample } from '../../../src-shared/gradient-records.ts';
import { GeneratorViews } from '../../catalog/models/generator-views.ts';
import { MggRegistry } from '../../catalog/models/mgg-registry.ts';
import type { Store } from '../../store/store.ts';
import { asPromise } from './as-promise.ts';
import type { ApiContext } from './context.ts';

/** @throws LabError `not-found` */
function memoriesOf(store: Store, record: CheckedInput<'openGenerator'>['record']): readonly MemorySample[] {
  if (!record) return [];
  const { runId, position, batch } = record;
  const found = store.gradientsOf(runId).find((one) => one.position === position && one.batch === batch);
  if (found) return found.memories;
  throw new LabError(
    'not-found',
    `Run ${runId} has no record of gradients of batch ${batch + 1} of stream ${position + 1}.`,
    'Run it again with records of gradients.',
  );
}

/** Inspected generators, and the records of runs with theirs. */
export function generatorsApi({
  store,
  compute,
  roots,
}: Pick<ApiContext, 'store' | 'compute' | 'roots'>): Pick<LabApi, 'openGenerator' | 'getGradients'> {
  const registry = new MggRegistry(store, roots);
  const views = new GeneratorViews(() => compute.sibling());
  return {
    async openGenerator({ mgg: which, record }, signal) {
      const { name, mgg } = await registry.locate(which);
      return { name, ...(await views.open(mgg, memoriesOf(store, record), signal)) };
    },
    getGradients: asPromise(({ id }) => store.gradientsOf(id)),
  };
}
