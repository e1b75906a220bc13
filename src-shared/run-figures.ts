import type { AdaptFigures, PretrainFigures, RunRecord } from './records.ts';

/** A stream as far as it was measured; null where no image was, and for the calibration error until it is done. */
export interface StreamFigures {
  readonly top1: number | null;
  readonly top5: number | null;
  readonly ece: number | null;
  readonly images: number;
  /** Of no known class. */
  readonly outliers?: number | undefined;
  readonly computeSeconds: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Over the values that are there, each counting the same; null if there are none. */
export function meanOfKnown(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : sum(known) / known.length;
}

/** A stream under way, of which batches were counted. */
export function streamSoFar(counts: {
  readonly images: number;
  readonly correct1: number;
  readonly correct5: number;
  readonly computeSeconds: number;
}): StreamFigures {
  const { images, correct1, correct5, computeSeconds } = counts;
  const share = (part: number): number | null => (images === 0 ? null : part / images);
  return { top1: share(correct1), top5: share(correct5), ece: null, images, computeSeconds };
}

/**
 * The figures of an adaptation over its streams, done or under way: means in which each stream counts the same, as in the
 * paper's "Avg." column, a stream under way with what it has; one without any image has no share in them.
 */
export function figuresOverStreams(streams: readonly StreamFigures[]): AdaptFigures {
  const images = sum(streams.map((stream) => stream.images));
  const outliers = sum(streams.map((stream) => stream.outliers ?? 0));
  const computeSeconds = sum(streams.map((stream) => stream.computeSeconds));
  return {
    averageTop1: meanOfKnown(streams.map(({ top1 }) => top1)),
    averageTop5: meanOfKnown(streams.map(({ top5 }) => top5)),
    averageEce: meanOfKnown(streams.map(({ ece }) => ece)),
    images,
    computeSeconds,
    imagesPerSecond: images === 0 || computeSeconds === 0 ? null : (images + outliers) / computeSeconds,
  };
}

/** State of a run in progress, as in an event. */
export interface FiguresUnderWay {
  readonly soFar?: AdaptFigures | undefined;
}

/**
 * The figures of an adaptation: those that it ended with, else those so far.
 * @param progress of a run under way, newer than its record
 */
export function adaptFigures(
  run: Extract<RunRecord, { kind: 'adapt' }>,
  progress?: FiguresUnderWay,
): AdaptFigures | undefined {
  return run.summary ?? progress?.soFar ?? run.soFar;
}

/** Images that a run has predicted; null where that is not known of external results. */
export function imagesSeen(run: RunRecord, figures: AdaptFigures | undefined): number | null {
  const images = figures?.images ?? 0;
  return images === 0 && run.kind === 'adapt' && run.external ? null : images;
}

/** The one accuracy and the one time that a run is known by, wherever it is shown. */
export interface Headline {
  /** Mean over the streams so far, of a pre-training that of its best epoch; a fraction, null before the first. */
  readonly accuracy: number | null;
  /** Prediction and adaptation, of a pre-training its epochs, in seconds: without set-up, loading and pauses. */
  readonly seconds: number | null;
  /** Whether the run has not come to its end, so that both may change. */
  readonly soFar: boolean;
}

/** The headline of a run. @param progress of a run under way, newer than its record */
export function headlineOf(run: RunRecord, progress?: FiguresUnderWay): Headline {
  const soFar = run.status !== 'done';
  if (run.kind === 'adapt') {
    const figures = adaptFigures(run, progress);
    // Nobody knows how long external results took.
    const seconds = run.external ? null : figures?.computeSeconds;
    return { accuracy: figures?.averageTop1 ?? null, seconds: seconds ?? null, soFar };
  }
  const figures: PretrainFigures | undefined = run.summary ?? run.soFar;
  return { accuracy: figures?.bestAccuracy ?? null, seconds: figures?.totalSeconds ?? null, soFar };
}
