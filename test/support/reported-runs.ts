import type { Store } from '../../src-main/store/store.ts';
import { batches, adaptSummary, newRun, newShift, provenance, shiftSummary } from '../unit/store/support.ts';

/** Names that mean something to HTML, LaTeX, shells and tables. */
const awkwardNames = {
  noadapt: 'NoAdapt',
  tent: 'TENT_50% & <script>alert("1")</script>',
  mgtta: 'MGTTA λ=$0.4$ {v2}',
  sar: "SAR 測試 #1 ~^\\ 'a'",
  t3a: '=T3A|B\nC',
} as const;

const corruptions = ['gaussian_noise', 'fog', 'snow', 'contrast'];

/** Finished runs of five methods with four seeds each, on four corruptions; fewer with fewer seeds. */
export function addReportedRuns(store: Store, seeds = 4): string[] {
  const methods = Object.entries(awkwardNames);
  return methods.flatMap(([method, name], row) =>
    Array.from({ length: seeds }, (_, seed) => {
      const { id } = store.createRun(
        newRun(
          { method, seed: 2020 + seed, shifts: corruptions.map((corruption) => ({ corruption, severity: 5 })) },
          { name, group: 'A_B & 50%' },
        ),
      );
      store.startRun(id, { ...provenance, host: 'box_1 & <co>' });
      const top1s = corruptions.map((corruption, position) => {
        const top1 = 0.5 + 0.03 * row + 0.01 * seed + 0.05 * position;
        store.startShift(id, newShift(position, corruption));
        store.appendBatches(id, position, batches(0, 10));
        store.finishShift(id, position, { ...shiftSummary, top1 });
        return top1;
      });
      const averageTop1 = top1s.reduce((sum, top1) => sum + top1, 0) / top1s.length;
      store.finishRun(id, { ...adaptSummary, averageTop1 });
      return id;
    }),
  );
}
