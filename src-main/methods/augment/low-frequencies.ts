import type { Random } from '../../../src-shared/random.ts';
import { float32, type HostTensor } from '../../engines/engine.ts';
import { tf, type Tensor } from '../../engines/tfjs.ts';
import { resize } from '../deyo-augment.ts';

/** Side of the square of low frequencies, as a share of the image. */
const squareShare = 0.2;

/** Frequencies −h … h, of which the square of side s and its mirror image about the frequency 0 are made. */
function extent(size: number): { readonly half: number; readonly side: number } {
  const side = Math.trunc(squareShare * size);
  return { half: Math.trunc(side / 2), side };
}

/** Cosines and, below them, sines of the low frequencies along one axis of images of `size` pixels: [2·(2h + 1), size]. */
export function lowFrequencies(size: number): HostTensor {
  const { half } = extent(size);
  const count = 2 * half + 1;
  const waves = new Float32Array(2 * count * size);
  for (let i = 0; i < count; i++) {
    for (let x = 0; x < size; x++) {
      const angle = (2 * Math.PI * (((i - half) * x) % size)) / size;
      waves[i * size + x] = Math.cos(angle);
      waves[(count + i) * size + x] = Math.sin(angle);
    }
  }
  return float32(waves, [2 * count, size]);
}

/**
 * Which low frequencies each image and channel keeps, [B, 3, 2h + 1, 2h + 1]: 1 or, with probability `masked`, 0. A frequency
 * and its opposite are kept or lost together, so that images stay real.
 */
export function drawKept(size: number, batchSize: number, masked: number, random: Random): HostTensor {
  const { half, side } = extent(size);
  const count = 2 * half + 1;
  const kept = new Float32Array(batchSize * 3 * count * count).fill(1);
  const inSquare = (i: number): boolean => i < side;
  for (let first = 0; first < kept.length; first += count * count) {
    for (let place = 0, opposite = count * count - 1; place <= opposite; place++, opposite--) {
      const within = (at: number): boolean => inSquare(Math.floor(at / count)) && inSquare(at % count);
      if (!within(place) && !within(opposite)) continue;
      if (random() < masked) kept[first + place] = kept[first + opposite] = 0;
    }
  }
  return float32(kept, [batchSize, 3, count, count]);
}

/** Images [B, 3, S, S] without the low frequencies that are not kept [B, 3, n, n]; `waves` as of `lowFrequencies`. */
export function withoutFrequencies(images: Tensor, kept: Tensor, waves: Tensor): Tensor {
  const [batch = 1, channels = 3, size = 1] = images.shape;
  const [, , count = 1] = kept.shape;
  const spectrum = resize(images, waves);
  const part = (row: number, column: number): Tensor =>
    tf.slice(spectrum, [0, 0, row * count, column * count], [batch, channels, count, count]);
  // The transform is Σ x·e^(−i(a + b)): cos(a + b) and sin(a + b) by those of a and b.
  const lost = tf.sub(1, kept);
  const real = tf.mul(lost, tf.sub(part(0, 0), part(1, 1)));
  const imaginary = tf.mul(lost, tf.add(part(0, 1), part(1, 0)));
  const rows = [tf.concat([real, imaginary], 3), tf.concat([imaginary, tf.neg(real)], 3)];
  const back = resize(tf.concat(rows, 2), tf.transpose(waves));
  return tf.sub(images, tf.div(back, size * size));
}
