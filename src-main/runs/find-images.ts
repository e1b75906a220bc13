import type { ImageFilter, ImagePage, SeenImage } from '../../src-shared/api/images.ts';
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

/** Images of a stream that were found, by their places in it. */
interface Found {
  readonly compared: Compared;
  readonly places: Int32Array;
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

/** Whether an image is right in one of the two runs only. */
function flipOf(compared: Compared, i: number, right: boolean): 'gained' | 'lost' | undefined {
  const place = placeInOther(compared, i);
  if (place < 0) return undefined;
  const otherRight = compared.other!.view.rank(place) === 0;
  if (right === otherRight) return undefined;
  return right ? 'gained' : 'lost';
}

/**
 * Places of the highest values, from the highest down; of equal ones the first comes first. What is not a number counts as the
 * highest. Only values among the highest are sorted by a function, which would take seconds for all of them.
 */
function highestAt(values: Float32Array, count: number): Uint32Array {
  const ascending = values.slice().sort();
  const bound = count < values.length ? ascending[values.length - count]! : -Infinity;
  const places: number[] = [];
  values.forEach((value, place) => {
    if (!(value < bound)) places.push(place);
  });
  return Uint32Array.from(places).sort((a, b) => values[b]! - values[a]!);
}

/** The images of a page. */
function pageOf(
  found: readonly Found[],
  order: ImageFilter['order'],
  { offset, limit }: { readonly offset: number; readonly limit: number },
): { readonly compared: Compared; readonly place: number }[] {
  const starts: number[] = [];
  let total = 0;
  for (const { places } of found) {
    starts.push(total);
    total += places.length;
  }
  const imageAt = (n: number) => {
    const stream = starts.findLastIndex((start) => start <= n);
    return { compared: found[stream]!.compared, place: found[stream]!.places[n - starts[stream]!]! };
  };
  const end = Math.min(offset + limit, total);
  if (order === 'stream') return Array.from({ length: Math.max(0, end - offset) }, (_, n) => imageAt(offset + n));
  const key = order === 'hardest' ? 'nll' : 'confidence';
  const values = new Float32Array(total);
  found.forEach(({ compared, places }, stream) => {
    places.forEach((place, n) => {
      const value = compared.view[key](place);
      values[starts[stream]! + n] = Number.isNaN(value) ? Infinity : value;
    });
  });
  return Array.from(highestAt(values, end).slice(offset, end), imageAt);
}

/** Undefined where nothing of the stream was weighed; images after the last batch that was adapted to had no share. */
const weightOf = ({ stream }: Compared, i: number): number | undefined => stream.weights && (stream.weights[i] ?? 0);

function seen({ compared, place: i }: ReturnType<typeof pageOf>[number], run: RecordedRun): SeenImage {
  const { view, stream, other } = compared;
  const place = placeInOther(compared, i);
  return {
    ...{ index: view.index(i), shift: run.shifts[view.shift(i)]!, stream: stream.name, place: i },
    ...{ label: view.label(i), prediction: view.prediction(i), rank: view.rank(i) },
    ...{ confidence: view.confidence(i), nll: view.nll(i), entropy: view.entropy(i) },
    weight: weightOf(compared, i) ?? null,
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
  const { kind, label, prediction, selected, from, to, order } = filter;
  const names = run.shifts.map(shiftName);
  const shift = filter.shift === null ? null : names.indexOf(filter.shift);
  const counts = { all: 0, right: 0, wrong: 0, gained: 0, lost: 0 };
  const found = compare(run, other).map((compared): Found => {
    const { view } = compared;
    const places = new Int32Array(view.count);
    let length = 0;
    for (let i = 0; i < view.count; i++) {
      if (shift !== null && view.shift(i) !== shift) continue;
      if (label !== null && view.label(i) !== label) continue;
      if (prediction !== null && view.prediction(i) !== prediction) continue;
      const confidence = view.confidence(i);
      if (confidence < from || confidence > to) continue;
      if (selected !== null && selected !== ((weightOf(compared, i) ?? 0) !== 0)) continue;
      const right = view.rank(i) === 0;
      const verdict = right ? 'right' : 'wrong';
      const flip = flipOf(compared, i, right);
      counts.all++;
      counts[verdict]++;
      if (flip) counts[flip]++;
      if (kind === 'all' || kind === verdict || kind === flip) places[length++] = i;
    }
    return { compared, places: places.subarray(0, length) };
  });
  return {
    counts,
    weighed: run.streams.some(({ weights }) => weights),
    images: pageOf(found, order, page).map((one) => seen(one, run)),
  };
}
