import type { RunRecord } from '../../../src-shared/records.ts';

/** A small curve is not worth fetching more batches than this. */
const mostBatches = 1500;

/** Runs whose curves are drawn in the table: those under way, and of the others in view what is short. */
export function withSparkline(inView: readonly RunRecord[], active: readonly RunRecord[]): string[] {
  const short = inView.filter(
    (run) => run.kind === 'adapt' && run.summary !== null && run.summary.images / run.config.batchSize <= mostBatches,
  );
  const drawn = [...active.filter(({ kind }) => kind === 'adapt'), ...short];
  return [...new Set(drawn.map(({ id }) => id))];
}
