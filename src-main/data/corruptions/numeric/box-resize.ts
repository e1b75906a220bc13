import { channelCount } from '../../image.ts';
import type { RgbImage } from '../../image.ts';

/** Resizes with a box filter: each new pixel is the mean of the old ones under it. Rounds to bytes after each axis, as Pillow does. */
export function boxResize(image: RgbImage, width: number, height: number): RgbImage {
  const rowsDone = new Uint8Array(width * image.height * channelCount);
  resizeAxis(image.data, rowsDone, { outer: image.height, inner: channelCount }, boxes(image.width, width));
  const data = new Uint8Array(width * height * channelCount);
  resizeAxis(rowsDone, data, { outer: 1, inner: width * channelCount }, boxes(image.height, height));
  return { width, height, data };
}

/** For each new position the run of old positions it averages. */
interface Boxes {
  readonly oldLength: number;
  readonly starts: Int32Array;
  readonly counts: Int32Array;
}

function boxes(oldLength: number, newLength: number): Boxes {
  const scale = oldLength / newLength;
  const boxWidth = Math.max(scale, 1);
  const starts = new Int32Array(newLength);
  const counts = new Int32Array(newLength);
  for (let i = 0; i < newLength; i++) {
    const centre = (i + 0.5) * scale;
    let first = Math.max(0, Math.floor(centre - boxWidth / 2 + 0.5));
    let end = Math.min(oldLength, Math.floor(centre + boxWidth / 2 + 0.5));
    // A pixel belongs to the box if its middle lies in (−½, ½] of the box's width around the centre.
    while (first < end && (first + 0.5 - centre) / boxWidth <= -0.5) first++;
    while (end > first + 1 && (end - 0.5 - centre) / boxWidth > 0.5) end--;
    starts[i] = first;
    counts[i] = end - first;
  }
  return { oldLength, starts, counts };
}

/** Pillow's fixed-point precision: weights are multiples of 2^-22. */
const one = 2 ** 22;

function resizeAxis(
  from: Uint8Array,
  to: Uint8Array,
  { outer, inner }: { readonly outer: number; readonly inner: number },
  { oldLength, starts, counts }: Boxes,
): void {
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < starts.length; i++) {
      const begin = (o * oldLength + starts[i]!) * inner;
      const weight = Math.round(one / counts[i]!);
      for (let k = 0; k < inner; k++) {
        let sum = one / 2;
        for (let j = 0; j < counts[i]!; j++) sum += weight * from[begin + j * inner + k]!;
        to[at++] = Math.min(255, Math.floor(sum / one));
      }
    }
  }
}
