import { LabError } from '../../src-shared/errors.ts';
import { outlierLabel, recordBytes, RecordView } from '../../src-shared/metrics/image-records.ts';
import type { Shift } from '../../src-shared/run-config.ts';
import { shiftsMet } from '../../src-shared/runs/streams.ts';
import type { Store } from '../store/store.ts';
import { csvHeading, csvRows, type Column } from './export-csv.ts';

interface Row {
  readonly run: string;
  readonly position: number;
  readonly place: number;
  readonly shift: Shift;
  readonly view: RecordView;
  /** Undefined where the method neither selects nor weighs images. */
  readonly weight: number | undefined;
}

const columns: readonly Column<Row>[] = [
  { name: 'run', value: ({ run }) => run },
  { name: 'position', value: ({ position }) => position },
  { name: 'place', value: ({ place }) => place },
  { name: 'corruption', value: ({ shift }) => shift.corruption },
  { name: 'severity', value: ({ shift }) => shift.severity },
  { name: 'image', value: ({ view, place }) => view.index(place) },
  { name: 'label', value: ({ view, place }) => (view.label(place) === outlierLabel ? -1 : view.label(place)) },
  { name: 'prediction', value: ({ view, place }) => view.prediction(place) },
  { name: 'correct', value: ({ view, place }) => view.label(place) === view.prediction(place) },
  { name: 'rank', value: ({ view, place }) => view.rank(place) },
  ...(['confidence', 'entropy', 'nll', 'brier', 'energy'] as const).map((name): Column<Row> => ({
    name,
    value: ({ view, place }) => view[name](place),
  })),
  { name: 'selected', value: ({ weight }) => (weight === undefined ? null : weight !== 0) },
  { name: 'weight', value: ({ weight }) => weight },
];

/** Few enough to be held as text. */
const rowsAtOnce = 4096;

function* rowsOf(store: Store, run: string, position: number, shifts: readonly Shift[]): Generator<string> {
  const view = new RecordView(store.imagesOf(run, position));
  const weights = store.weightsOf(run, position);
  const rowAt = (place: number): Row => {
    const weight = weights.length === 0 ? undefined : (weights[place] ?? 0);
    return { run, position, place, shift: shifts[view.shift(place)]!, view, weight };
  };
  for (let first = 0; first < view.count; first += rowsAtOnce) {
    const length = Math.min(rowsAtOnce, view.count - first);
    yield csvRows(
      Array.from({ length }, (_, i) => rowAt(first + i)),
      columns,
    );
  }
}

/**
 * The images of a run as CSV, in parts: one row each in the order of the streams, called as in notebooks.
 * @throws LabError `not-found`; `bad-input` for a run without records of images
 */
export function imagesCsvParts(store: Store, id: string): Iterable<string> {
  const run = store.getRun(id);
  const recorded = store
    .shiftsOf(run.id)
    .filter(({ position }) => store.imagesOf(run.id, position).length >= recordBytes);
  if (run.kind !== 'adapt' || recorded.length === 0) {
    throw new LabError(
      'bad-input',
      `${run.name} keeps no records of its images.`,
      'Runs of earlier versions have none, and so have those with imageRecords set to drop.',
    );
  }
  const shifts = shiftsMet(run.config);
  return {
    *[Symbol.iterator]() {
      yield csvHeading(columns);
      for (const { position } of recorded) yield* rowsOf(store, run.id, position, shifts);
    },
  };
}
