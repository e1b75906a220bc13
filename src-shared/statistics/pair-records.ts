import { RecordView } from '../metrics/image-records.ts';
import type { PairedShift } from './paired-bootstrap.ts';

/** Packed records of a stream. */
export interface StreamRecords {
  readonly records: Uint8Array;
  /** Names of the shifts of its run, by their numbers in records. */
  readonly shifts: readonly string[];
}

/** An image under its shift as one number. @param shifts common numbers of the shifts, by those of the records */
const keyOf = (view: RecordView, i: number, shifts: readonly number[]): number =>
  view.index(i) * 0x10000 + (shifts[view.shift(i)] ?? 0xffff);

/**
 * Where a run meets the images of another one, by image and shift, never by position.
 * @returns by image of `run` its place in `other`, the n-th occurrence for the n-th; −1 where there is none
 */
export function placesIn(run: StreamRecords, other: StreamRecords): Int32Array {
  const names = [...new Set([...run.shifts, ...other.shifts])];
  const numbers = ({ shifts }: StreamRecords): number[] => shifts.map((name) => names.indexOf(name));
  const [ownNumbers, otherNumbers] = [numbers(run), numbers(other)];
  const [own, among] = [new RecordView(run.records), new RecordView(other.records)];
  const ownKey = (i: number): number => keyOf(own, i, ownNumbers);
  const otherKey = (i: number): number => keyOf(among, i, otherNumbers);

  const places = Int32Array.from({ length: own.count }, (_, i) =>
    i < among.count && ownKey(i) === otherKey(i) ? i : -1,
  );
  // Runs of one protocol meet their images in the same order.
  if (own.count === among.count && !places.includes(-1)) return places;
  const byKey = new Map<number, number[]>();
  for (let i = among.count - 1; i >= 0; i--) {
    const known = byKey.get(otherKey(i));
    if (known) known.push(i);
    else byKey.set(otherKey(i), [i]);
  }
  return places.map((_, i) => byKey.get(ownKey(i))?.pop() ?? -1);
}

/**
 * Counts what two runs on the same images of a stream make of them.
 * @returns undefined where they have no image in common, or an image has another label
 */
export function pairRecords(run: StreamRecords, baseline: StreamRecords): PairedShift | undefined {
  const places = placesIn(run, baseline);
  const [own, base] = [new RecordView(run.records), new RecordView(baseline.records)];
  let [images, gained, lost] = [0, 0, 0];
  for (let i = 0; i < own.count; i++) {
    const place = places[i]!;
    if (place < 0) continue;
    if (own.label(i) !== base.label(place)) return undefined;
    images++;
    const [ownRight, baseRight] = [own.rank(i) === 0, base.rank(place) === 0];
    if (ownRight && !baseRight) gained++;
    if (!ownRight && baseRight) lost++;
  }
  return images === 0 ? undefined : { images, gained, lost };
}
