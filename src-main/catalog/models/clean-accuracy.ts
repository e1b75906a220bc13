import { datasetText } from '../../../src-shared/comparison/protocol-lines.ts';
import type { CleanAccuracy } from '../../../src-shared/api/data.ts';
import type { Store } from '../../store/store.ts';

/**
 * Clean accuracy of the source model with this hash and arithmetic: by the finished run without adaptation over the most
 * images, the newest one of several. Null where there is none.
 */
export function cleanAccuracy(store: Store, modelHash: string, arithmetic: string): CleanAccuracy | null {
  let best: CleanAccuracy | null = null;
  for (const run of store.listRuns({ kind: 'adapt', method: 'noadapt', status: ['done'] })) {
    if (run.kind !== 'adapt' || run.provenance?.modelHash !== modelHash) continue;
    // Runs of older versions don't say how the model computed.
    if ((run.provenance.arithmetic ?? arithmetic) !== arithmetic) continue;
    if (!run.config.shifts.some(({ corruption }) => corruption === 'clean')) continue;
    const shift = store.shiftsOf(run.id).find(({ corruption }) => corruption === 'clean');
    if (!shift?.summary) continue;
    const { top1: accuracy, images } = shift.summary;
    if (accuracy === null || images <= (best?.images ?? 0)) continue;
    best = { accuracy, images, dataset: datasetText(run.config.dataset), runId: run.id };
  }
  return best;
}
