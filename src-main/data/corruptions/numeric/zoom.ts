import { blankField } from './field.ts';
import type { Field } from './field.ts';

/**
 * Enlarges the middle of a field so that it fills the same size: bilinear, with corner points mapped onto corner points
 * (SciPy's `zoom` of order 1), after ImageNet-C's way of cutting out the middle and trimming the result.
 *
 * @param factor enlargement, at least 1
 */
export function zoomIntoMiddle(field: Field, factor: number): Field {
  const { width, height, channels, data } = field;
  const columns = zoomedPositions(width, factor);
  const rows = zoomedPositions(height, factor);
  const result = blankField(width, height, channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const top = rows.lower[y]! * width;
    const bottom = rows.upper[y]! * width;
    for (let x = 0; x < width; x++) {
      const left = columns.lower[x]!;
      const right = columns.upper[x]!;
      const downward = rows.fraction[y]!;
      const rightward = columns.fraction[x]!;
      for (let c = 0; c < channels; c++) {
        result.data[at++] =
          data[(top + left) * channels + c]! * (1 - downward) * (1 - rightward) +
          data[(top + right) * channels + c]! * (1 - downward) * rightward +
          data[(bottom + left) * channels + c]! * downward * (1 - rightward) +
          data[(bottom + right) * channels + c]! * downward * rightward;
      }
    }
  }
  return result;
}

/** For each target position the two source samples it lies between and the distance from the lower one. */
interface Positions {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly fraction: Float64Array;
}

function zoomedPositions(length: number, factor: number): Positions {
  const part = Math.ceil(length / factor);
  const start = Math.floor((length - part) / 2);
  const enlarged = Math.round(part * factor);
  const trim = Math.floor((enlarged - length) / 2);
  const step = enlarged > 1 ? (part - 1) / (enlarged - 1) : 0;
  const lower = new Int32Array(length);
  const upper = new Int32Array(length);
  const fraction = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const position = (i + trim) * step;
    const floor = Math.min(Math.floor(position), part - 1);
    lower[i] = start + floor;
    upper[i] = start + Math.min(floor + 1, part - 1);
    fraction[i] = position - floor;
  }
  return { lower, upper, fraction };
}
