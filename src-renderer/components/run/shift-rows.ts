import { runningSums, type StreamColumns } from '../../../src-shared/curves/columns.ts';
import type { AdaptRun, ShiftRecord } from '../../../src-shared/records.ts';
import { meanOfKnown } from '../../../src-shared/run-figures.ts';
import { plannedStreams } from '../../../src-shared/runs/streams.ts';

/** A stream of a run: as it ended, as it is so far, or still to come. */
export interface ShiftRow {
  readonly position: number;
  readonly round: number;
  /** How often the run meets this shift by then. */
  readonly visit: number;
  readonly corruption: string;
  readonly severity: number;
  readonly state: 'done' | 'running' | 'waiting';
  readonly top1: number | null;
  readonly top5: number | null;
  /** Known once the stream is done. */
  readonly ece: number | null;
  readonly images: number | null;
  readonly adapted: number | null;
  readonly seconds: number | null;
}

const sum = (column: ArrayLike<number>): number => runningSums(column).at(-1) ?? 0;

/** Accuracies by some key of their streams, each the mean over those that have one. */
export function meanAccuracies(rows: readonly ShiftRow[], keyOf: (row: ShiftRow) => string): Record<string, number> {
  const groups = [...Map.groupBy(rows, keyOf)];
  return Object.fromEntries(
    groups.flatMap(([key, same]) => {
      const mean = meanOfKnown(same.map(({ top1 }) => top1));
      return mean === null ? [] : [[key, mean]];
    }),
  );
}

/** External results have no times, and often no number of images. */
function externalRow({ position, corruption, severity, summary }: ShiftRecord): ShiftRow {
  const { top1 = null, top5 = null, ece = null, images = 0 } = summary ?? {};
  return {
    ...{ position, corruption, severity, round: 1, visit: 1, state: 'done' },
    ...{ top1, top5, ece, images: images === 0 ? null : images, adapted: null, seconds: null },
  };
}

/** One row per stream that the run has or will have, in their order. */
export function shiftRows(run: AdaptRun, shifts: readonly ShiftRecord[], curves: readonly StreamColumns[]): ShiftRow[] {
  if (run.external) return shifts.map(externalRow);
  return plannedStreams(run.config).map(({ name: _name, shifts: _shifts, place: _place, ...shift }): ShiftRow => {
    const record = shifts.find(({ position }) => position === shift.position);
    const curve = curves.find(({ position }) => position === shift.position);
    if (record?.summary) {
      const { top1, top5, ece, images, adaptedBatches, computeSeconds } = record.summary;
      return { ...shift, state: 'done', top1, top5, ece, images, adapted: adaptedBatches, seconds: computeSeconds };
    }
    const images = sum(curve?.sizes ?? []);
    if (!curve || images === 0) {
      const unknown = { top1: null, top5: null, ece: null, images: null, adapted: null, seconds: null };
      return { ...shift, state: 'waiting', ...unknown };
    }
    return {
      ...shift,
      state: run.status === 'running' || run.status === 'paused' ? 'running' : 'waiting',
      top1: sum(curve.correct1) / images,
      top5: sum(curve.correct5) / images,
      ece: null,
      images,
      adapted: sum(curve.adapted),
      seconds: sum(curve.computeSeconds),
    };
  });
}
