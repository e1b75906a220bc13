import { LabError } from '../../src-shared/errors.ts';
import { outlierLabel, recordBytes, RecordView, withoutOutliers } from '../../src-shared/metrics/image-records.ts';
import type { AdaptRun } from '../../src-shared/records.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { plannedStreams, shiftName, shiftsMet } from '../../src-shared/runs/streams.ts';
import type { StreamRecords } from '../../src-shared/statistics/pair-records.ts';
import type { Store } from '../store/store.ts';

/** A stream of a run with records of its images. */
export interface RecordedStream extends StreamRecords {
  /** e.g. `fog/5`, or `fog/5#2` where it comes again. */
  readonly name: string;
  /** How much each image counted for the method, 0 for those that it left out; undefined where it weighs none. */
  readonly weights: Float32Array | undefined;
}

/** A run with records of its images. */
export interface RecordedRun {
  readonly run: AdaptRun;
  /** By their numbers in records. */
  readonly shifts: readonly Shift[];
  readonly streams: readonly RecordedStream[];
  /** Dataset of its images. */
  readonly dataset: string;
}

/** Weights of the images of known classes. @param records those of all images, and of these */
function weightsOf(weights: Float32Array, records: Uint8Array, known: Uint8Array): RecordedStream['weights'] {
  if (weights.length === 0) return undefined;
  if (known.length === records.length) return weights;
  const view = new RecordView(records);
  return weights.filter((_, i) => view.label(i) !== outlierLabel);
}

/** Records of a run's images; undefined without records of all predicted images. */
export function readRecords(store: Store, id: string): RecordedRun | undefined {
  const run = store.getRun(id);
  if (run.kind !== 'adapt') return undefined;
  const shifts = shiftsMet(run.config);
  const names = shifts.map(shiftName);
  const planned = plannedStreams(run.config);
  const measured = store.shiftsOf(run.id).filter(({ summary }) => (summary?.images ?? 0) > 0);
  const streams = measured.map(({ position }) => {
    const records = store.imagesOf(run.id, position);
    const known = withoutOutliers(records);
    const weights = weightsOf(store.weightsOf(run.id, position), records, known);
    return { name: planned[position]!.name, records: known, weights, shifts: names };
  });
  const isWhole = measured.every(
    ({ summary }, place) => streams[place]!.records.length === summary!.images * recordBytes,
  );
  if (streams.length === 0 || !isWhole) return undefined;
  return { run, shifts, streams, dataset: run.inputs['dataset.path'] ?? JSON.stringify(run.config.dataset) };
}

/** @throws LabError `bad-input` when the run keeps no records, `not-found` when there is none */
export function requireRecords(store: Store, id: string): RecordedRun {
  const found = readRecords(store, id);
  if (found) return found;
  const { kind, name } = store.getRun(id);
  if (kind === 'pretrain')
    throw new LabError('bad-input', `${name} is a pre-training: it predicts no images of a stream.`);
  throw new LabError(
    'bad-input',
    `${name} keeps no records of its images.`,
    'Run it again: runs of earlier versions have none, and so have those with imageRecords set to drop.',
  );
}
