import type { RunCurve, RunProgress } from '../../../src-shared/api/runs.ts';
import type { AdaptRun, ShiftRecord } from '../../../src-shared/records.ts';

/** What is known of a run so far: over its whole length once it is done, over what was measured before. */
export interface RunFigures {
  /** Mean over the streams, each counting the same; a stream under way with what it has. */
  readonly top1: number | null;
  readonly top5: number | null;
  /** Of finished streams only. */
  readonly ece: number | null;
  readonly images: number;
  /** Null where the length is not known yet. */
  readonly totalImages: number | null;
  readonly computeSeconds: number;
  readonly imagesPerSecond: number | null;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}

/** Images of all streams, once every stream's size is known: they are all the same but for the mixed one. */
export function totalImagesOf({ config }: Pick<AdaptRun, 'config'>, curve: RunCurve | undefined): number | null {
  const [first] = curve?.shifts ?? [];
  if (!first) return null;
  return config.order === 'mixed' ? first.imageCount : first.imageCount * config.shifts.length;
}

export function runFigures(run: AdaptRun, shifts: readonly ShiftRecord[], curve: RunCurve | undefined): RunFigures {
  const { summary } = run;
  if (summary) {
    return {
      top1: summary.averageTop1,
      top5: summary.averageTop5,
      ece: summary.averageEce,
      images: summary.images,
      totalImages: summary.images,
      computeSeconds: summary.computeSeconds,
      imagesPerSecond: summary.imagesPerSecond,
    };
  }
  const measured = (curve?.shifts ?? []).filter(({ sizes }) => sizes.length > 0);
  const images = sum(measured.map(({ sizes }) => sum(sizes)));
  const computeSeconds = sum(measured.map((shift) => sum(shift.computeSeconds)));
  return {
    top1: mean(measured.map(({ correct1, sizes }) => sum(correct1) / sum(sizes))),
    top5: mean(measured.map(({ correct5, sizes }) => sum(correct5) / sum(sizes))),
    ece: mean(shifts.flatMap((shift) => shift.summary?.ece ?? [])),
    images,
    totalImages: totalImagesOf(run, curve),
    computeSeconds,
    imagesPerSecond: computeSeconds > 0 ? images / computeSeconds : null,
  };
}

/** Fraction done; undefined while it is not known. */
export function fractionDone(
  run: AdaptRun,
  progress: RunProgress | undefined,
  figures: RunFigures,
): number | undefined {
  if (run.status === 'done') return 1;
  if (progress && progress.total > 0) return progress.done / progress.total;
  return figures.totalImages === null ? undefined : figures.images / figures.totalImages;
}
