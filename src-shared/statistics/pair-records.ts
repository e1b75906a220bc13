import { recordBytes } from '../metrics/image-records.ts';
import type { PairedShift } from './paired-bootstrap.ts';

/** What is needed of packed records: which image under which shift, its label, and whether it was predicted right. */
class Records {
  readonly count: number;
  private readonly view: DataView;
  private readonly shiftNumbers: readonly number[];

  /** @param shiftNumbers numbers of the shifts of its run that other runs have, too */
  constructor(bytes: Uint8Array, shiftNumbers: readonly number[]) {
    this.shiftNumbers = shiftNumbers;
    this.count = bytes.length / recordBytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The image under its shift as one number. */
  key(i: number): number {
    const shift = this.view.getUint16(i * recordBytes + 4, true);
    return this.view.getUint32(i * recordBytes, true) * 0x10000 + (this.shiftNumbers[shift] ?? shift);
  }

  label(i: number): number {
    return this.view.getUint16(i * recordBytes + 6, true);
  }

  isRight(i: number): boolean {
    return this.view.getUint16(i * recordBytes + 10, true) === 0;
  }
}

/** The place of each image of `of` in `among`, the n-th occurrence of it for the n-th; −1 where there is none. */
function placesIn(of: Records, among: Records): Int32Array {
  const places = Int32Array.from({ length: of.count }, (_, i) =>
    i < among.count && of.key(i) === among.key(i) ? i : -1,
  );
  if (of.count === among.count && !places.includes(-1)) return places;
  const byKey = new Map<number, number[]>();
  for (let i = among.count - 1; i >= 0; i--) {
    const known = byKey.get(among.key(i));
    if (known) known.push(i);
    else byKey.set(among.key(i), [i]);
  }
  return places.map((_, i) => byKey.get(of.key(i))?.pop() ?? -1);
}

/** Packed records of a stream. */
export interface StreamRecords {
  readonly records: Uint8Array;
  /** Names of the shifts of its run, by their places in records. */
  readonly shifts: readonly string[];
}

/**
 * Two runs on the same images of a stream, paired by image and shift, never by position.
 * @returns undefined where they have no image in common, or an image has another label
 */
export function pairRecords(run: StreamRecords, baseline: StreamRecords): PairedShift | undefined {
  const names = [...new Set([...run.shifts, ...baseline.shifts])];
  const numbered = ({ records, shifts }: StreamRecords): Records =>
    new Records(
      records,
      shifts.map((name) => names.indexOf(name)),
    );
  const [own, base] = [numbered(run), numbered(baseline)];
  const places = placesIn(own, base);
  let [images, gained, lost] = [0, 0, 0];
  for (let i = 0; i < own.count; i++) {
    const place = places[i]!;
    if (place < 0) continue;
    if (own.label(i) !== base.label(place)) return undefined;
    images++;
    const [ownRight, baseRight] = [own.isRight(i), base.isRight(place)];
    if (ownRight && !baseRight) gained++;
    if (!ownRight && baseRight) lost++;
  }
  return images === 0 ? undefined : { images, gained, lost };
}
