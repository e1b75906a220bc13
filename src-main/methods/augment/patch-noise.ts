import { float32, type HostTensor } from '../../engines/engine.ts';
import { tf, type Tensor } from '../../engines/tfjs.ts';

/** Which patch along an axis a pixel belongs to, as rows of zeros and a one: [size, ⌈size / patch⌉]. */
export function patchRows(size: number, patch: number): HostTensor {
  const count = Math.ceil(size / patch);
  const rows = new Float32Array(size * count);
  for (let pixel = 0; pixel < size; pixel++) rows[pixel * count + Math.floor(pixel / patch)] = 1;
  return float32(rows, [size, count]);
}

/**
 * Images [B, 3, S, S] with noise [3, S, S] blended in, (1 − a²) x + a² n with an a for each patch, clipped to the range of
 * images normalised by ½.
 * @param strength a of each patch, [P], row by row
 * @param rows as of `patchRows`
 */
export function withPatchNoise(images: Tensor, noise: Tensor, strength: Tensor, rows: Tensor): Tensor {
  const [, count = 1] = rows.shape;
  const squares = tf.reshape(tf.square(strength), [count, count]);
  const share = tf.matMul(rows, tf.matMul(squares, rows, false, true));
  const blended = tf.add(tf.mul(images, tf.sub(1, share)), tf.mul(noise, share));
  return tf.minimum(tf.maximum(blended, -1), 1);
}
