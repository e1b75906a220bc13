import type { ImageFilter, ImageKind, ImagePage, SeenImage } from '../../src-shared/api/images.ts';
import { LabError } from '../../src-shared/errors.ts';
import { RecordView } from '../../src-shared/metrics/image-records.ts';
import { shiftName } from '../../src-shared/runs/streams.ts';
import { placesIn } from '../../src-shared/statistics/pair-records.ts';
import type { RecordedRun, RecordedStream } from './recorded-images.ts';

/** A stream beside that of another run on the same images. */
interface Compared {
  readonly stream: RecordedStream;
  readonly view: RecordView;
  readonly other: { readonly view: RecordView; readonly places: Int32Array } | undefined;
}

/** An image that was found. */
interface Found {
  readonly compared: Compared;
  readonly place: number;
}

function compare(run: RecordedRun, other: RecordedRun | undefined): Compared[] {
  return run.streams.map((stream) => {
    const match = other?.streams.find(({ name }) => name === stream.name);
    const view = new RecordView(stream.records);
    if (!match) return { stream, view, other: undefined };
    return { stream, view, other: { view: new RecordView(match.records), places: placesIn(stream, match) } };
  });
}

/** Place of an image in the other run, −1 where that has not met it. */
const placeInOther = ({ other }: Compared, i: number): number => other?.places[i] ?? -1;

function kindsOf(compared: Compared, i: number): ImageKind[] {
  const right = compared.view.rank(i) === 0;
  const kinds: ImageKind[] = ['all', right ? 'right' : 'wrong'];
  const place = placeInOther(compared, i);
  if (place < 0) return kinds;
  const otherRight = compared.other!.view.rank(place) === 0;
  if (right !== otherRight) kinds.push(right ? 'gained' : 'lost');
  return kinds;
}

function seen({ compared, place: i }: Found, run: RecordedRun): SeenImage {
  const { view, stream, other } = compared;
  const place = placeInOther(compared, i);
  return {
    ...{ index: view.index(i), shift: run.shifts[view.shift(i)]!, stream: stream.name, place: i },
    ...{ label: view.label(i), prediction: view.prediction(i), rank: view.rank(i) },
    ...{ confidence: view.confidence(i), nll: view.nll(i), entropy: view.entropy(i) },
    other:
      other && place >= 0
        ? { prediction: other.view.prediction(place), confidence: other.view.confidence(place) }
        : null,
  };
}

/**
 * Images of a run that a filter asks for.
 * @param other a run on the same images, which flips are counted against
 * @throws LabError `bad-input` when the other run is on another dataset
 */
export function findImages(
  run: RecordedRun,
  other: RecordedRun | undefined,
  filter: ImageFilter,
  page: { readonly offset: number; readonly limit: number },
): ImagePage {
  if (other && other.dataset !== run.dataset) {
    throw new LabError(
      'bad-input',
      `${other.run.name} was tested on another dataset.`,
      'Choose a run on the same images.',
    );
  }
  const { kind, label, prediction, from, to, order } = filter;
  const names = run.shifts.map(shiftName);
  const shift = filter.shift === null ? null : names.indexOf(filter.shift);
  const counts = { all: 0, right: 0, wrong: 0, gained: 0, lost: 0 };
  const found: Found[] = [];
  for (const compared of compare(run, other)) {
    const { view } = compared;
    for (let i = 0; i < view.count; i++) {
      if (shift !== null && view.shift(i) !== shift) continue;
      if (label !== null && view.label(i) !== label) continue;
      if (prediction !== null && view.prediction(i) !== prediction) continue;
      const confidence = view.confidence(i);
      if (confidence < from || confidence > to) continue;
      const kinds = kindsOf(compared, i);
      for (const one of kinds) counts[one]++;
      if (kinds.includes(kind)) found.push({ compared, place: i });
    }
  }
  const value = order === 'hardest' ? 'nll' : 'confidence';
  if (order !== 'stream') found.sort((a, b) => b.compared.view[value](b.place) - a.compared.view[value](a.place));
  return { counts, images: found.slice(page.offset, page.offset + page.limit).map((one) => seen(one, run)) };
}
