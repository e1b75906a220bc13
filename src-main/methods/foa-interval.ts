import { float32, sizeOf, type HostTensor, type Named } from '../engines/engine.ts';
import { scalar } from './bound.ts';
import { referenceBatch } from './foa-fitness.ts';

/**
 * Statistics of K candidates since the last update: the sum of the entropies [K], mean and sum of squared deviations
 * of the features [K, F], and the numbers of batches and images.
 */
export type Seen = Readonly<Record<'entropy' | 'means' | 'squares' | 'batches' | 'images', HostTensor>>;

export function nothingSeen(candidates: number, width: number): Seen {
  const table = (): HostTensor => float32(new Float32Array(candidates * width), [candidates, width]);
  const entropy = float32(new Float32Array(candidates));
  return { entropy, means: table(), squares: table(), batches: scalar(0), images: scalar(0) };
}

/** Takes in another batch; means and deviations are put together as by Chan, Golub and LeVeque (1983). */
export function include(
  seen: Seen,
  batch: Readonly<Record<'entropy' | 'means' | 'squares', Float32Array>>,
  size: number,
): Seen {
  const before = seen.images.data[0]!;
  const total = before + size;
  const means = (seen.means.data as Float32Array).slice();
  const squares = (seen.squares.data as Float32Array).slice();
  for (let i = 0; i < means.length; i++) {
    const apart = batch.means[i]! - means[i]!;
    means[i] = means[i]! + (apart * size) / total;
    squares[i] = squares[i]! + batch.squares[i]! + (apart * apart * before * size) / total;
  }
  return {
    entropy: float32((seen.entropy.data as Float32Array).map((sum, k) => sum + batch.entropy[k]!)),
    means: { ...seen.means, data: means },
    squares: { ...seen.squares, data: squares },
    batches: scalar(seen.batches.data[0]! + 1),
    images: scalar(total),
  };
}

/** FOA's loss of each candidate over all images of the interval (docs/method.md §5). */
export function intervalLosses(
  { entropy, means, squares, images }: Seen,
  source: Named<HostTensor> & Record<'source.std' | 'source.mean', HostTensor>,
  lambda: number,
): Float64Array {
  const [std, mean] = [source['source.std'].data, source['source.mean'].data];
  const count = images.data[0]!;
  return Float64Array.from(entropy.data, (sum, k) => {
    let distance = 0;
    for (let j = 0, i = k * std.length; j < std.length; j++, i++) {
      distance += (Math.sqrt(squares.data[i]! / (count - 1)) - std[j]!) ** 2 + (means.data[i]! - mean[j]!) ** 2;
    }
    return sum + (lambda * distance * count) / referenceBatch;
  });
}

/** The parts of a tensor along its first axis. */
export function rowsOf({ data, shape: [count = 1] }: HostTensor): Float32Array[] {
  const width = data.length / count;
  return Array.from({ length: count }, (_, k) => (data as Float32Array).subarray(k * width, (k + 1) * width));
}

/** Undoes `rowsOf`; zeros where there are none. */
export function stacked(rows: readonly Float32Array[], shape: readonly number[]): HostTensor {
  const values = new Float32Array(sizeOf(shape));
  rows.forEach((row, k) => values.set(row, k * row.length));
  return float32(values, shape);
}
