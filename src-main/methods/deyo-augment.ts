import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { permutation, type Random } from '../../src-shared/random.ts';
import { resizeMatrix } from './resize-matrix.ts';

/** A change of images that destroys the shape of what they show: parts and textures stay, their order does not. */
export interface Augmentation {
  /** Matrices that it multiplies with, by name. */
  readonly constants: Named<HostTensor>;
  draw(batchSize: number, random: Random): Named<HostTensor>;
  /** @param images [B, C, S, S] */
  apply(images: Tensor, constants: Named<Tensor>, draws: Named<Tensor>): Tensor;
}

function int32(data: Int32Array, shape: readonly number[] = [data.length]): HostTensor {
  return { data, shape, dtype: 'int32' };
}

/** x [B, C, S, S] with both image axes multiplied by `matrix` [T, S]: [B, C, T, T]. */
export function resize(x: Tensor, matrix: Tensor): Tensor {
  const [batch = 1, channels = 1, side = 1] = x.shape;
  const [target = 1] = matrix.shape;
  const columns = tf.matMul(tf.reshape(x, [-1, side]), matrix, false, true);
  const turned = tf.transpose(tf.reshape(columns, [batch, channels, side, target]), [0, 1, 3, 2]);
  const rows = tf.matMul(tf.reshape(turned, [-1, side]), matrix, false, true);
  return tf.transpose(tf.reshape(rows, [batch, channels, target, target]), [0, 1, 3, 2]);
}

/**
 * Cuts images into `parts` × `parts` patches and puts patch `permutation[p]` where patch p was. Where the side is no multiple
 * of `parts`, images are resized to the next smaller one before and back afterwards.
 */
function shufflePatches(side: number, parts: number): Augmentation {
  const patch = Math.floor(side / parts);
  const inner = patch * parts;
  const count = parts * parts;
  const resized = inner !== side;
  const shuffle = (x: Tensor, order: Tensor): Tensor => {
    const [batch = 1, channels = 1] = x.shape;
    const strips = tf.transpose(tf.reshape(x, [batch, channels, parts, patch * inner]), [0, 2, 1, 3]);
    const cut = tf.reshape(strips, [batch * parts, channels * patch, parts, patch]);
    const patches = tf.reshape(tf.transpose(cut, [0, 2, 1, 3]), [batch * count, channels * patch * patch]);
    const offsets = tf.mul(tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, 1]), tf.scalar(count, 'int32'));
    const rows = tf.gather(patches, tf.reshape(tf.add(order, offsets), [-1]));
    const back = tf.transpose(tf.reshape(rows, [batch * parts, parts, channels * patch, patch]), [0, 2, 1, 3]);
    const joined = tf.transpose(tf.reshape(back, [batch, parts, channels, patch * inner]), [0, 2, 1, 3]);
    return tf.reshape(joined, [batch, channels, inner, inner]);
  };
  return {
    constants: resized ? { 'deyo.smaller': resizeMatrix(side, inner), 'deyo.larger': resizeMatrix(inner, side) } : {},
    draw(batchSize, random) {
      const order = new Int32Array(batchSize * count);
      for (let image = 0; image < batchSize; image++) order.set(permutation(count, random), image * count);
      return { permutation: int32(order, [batchSize, count]) };
    },
    apply(images, constants, draws) {
      const order = need(draws, 'permutation');
      if (!resized) return shuffle(images, order);
      const smaller = resize(images, need(constants, 'deyo.smaller'));
      return resize(shuffle(smaller, order), need(constants, 'deyo.larger'));
    },
  };
}

/** Puts pixel `permutation[p]` where pixel p was: the same order for all images and channels of a batch. */
function shufflePixels(side: number): Augmentation {
  return {
    constants: {},
    draw: (_batchSize, random) => ({ permutation: int32(permutation(side * side, random)) }),
    apply: (images, _constants, draws) =>
      tf.reshape(tf.gather(tf.reshape(images, [-1, side * side]), need(draws, 'permutation'), 1), images.shape),
  };
}

/** A square window, in pixels. */
interface Window {
  readonly size: number;
  readonly row: number;
  readonly column: number;
}

/** Covers a window with the mean colour of the image. */
function occlude(side: number, { size, row, column }: Window): Augmentation {
  const covered = new Float32Array(side * side);
  for (let r = row; r < Math.min(side, row + size); r++) {
    covered.fill(1, r * side + column, r * side + Math.min(side, column + size));
  }
  return {
    constants: { 'deyo.covered': float32(covered, [side, side]) },
    draw: () => ({}),
    apply(images, constants) {
      const window = need(constants, 'deyo.covered');
      return tf.add(tf.mul(images, tf.sub(1, window)), tf.mul(tf.mean(images, [2, 3], true), window));
    },
  };
}

export interface AugmentationOptions {
  readonly kind: 'patch' | 'pixel' | 'occlusion';
  /** Patches per side. */
  readonly parts: number;
  readonly window: Window;
}

/** The augmentation of images of `side` pixels. */
export function augmentation(side: number, { kind, parts, window }: AugmentationOptions): Augmentation {
  switch (kind) {
    case 'patch':
      return shufflePatches(side, parts);
    case 'pixel':
      return shufflePixels(side);
    case 'occlusion':
      return occlude(side, window);
  }
}
