import { channels } from './unit-range.ts';

/** Where a warped square image takes its pixels from. */
export interface Warp {
  /** Counter-clockwise in radians. */
  readonly angle: number;
  readonly scale: number;
  /** Pixels to the right and down, applied last. */
  readonly shift: readonly [number, number];
  readonly flipped: boolean;
  /** Standard deviation of a Gaussian blur of five taps, in pixels; 0 for none. */
  readonly blur: number;
  /** How the image goes on beyond its edges: with their values, or mirrored at them. */
  readonly beyond?: 'edge' | 'mirror';
}

/** Pixels to each side that a blur takes in. */
const reach = 2;

/** Of each pixel of the result, and of a margin around it where there is a blur: the four source pixels it lies between, and their weights. */
interface Sampling {
  readonly side: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** The image is rotated, scaled and shifted about its centre, then mirrored. */
function sampling(
  size: number,
  { angle, scale, shift: [right, down], flipped, blur, beyond = 'edge' }: Warp,
): Sampling {
  const margin = blur === 0 ? 0 : reach;
  const side = size + 2 * margin;
  const [indices, weights] = [new Int32Array(4 * side * side), new Float64Array(4 * side * side)];
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const centre = (size - 1) / 2;
  const within = (i: number): number => Math.min(size - 1, Math.max(0, i));
  // Mirrored once: no pixel lies further out than the image is wide.
  const mirrored = (i: number): number => within(i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
  const inside = beyond === 'edge' ? within : mirrored;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const x = column - margin - centre - right;
      const y = row - margin - centre - down;
      const u = cos * x + sin * y + centre;
      const v = cos * y - sin * x + centre;
      const at = 4 * (row * side + (flipped ? side - 1 - column : column));
      for (let corner = 0; corner < 4; corner++) {
        const left = Math.floor(u) + (corner & 1);
        const top = Math.floor(v) + (corner >> 1);
        indices[at + corner] = inside(top) * size + inside(left);
        weights[at + corner] = (1 - Math.abs(u - left)) * (1 - Math.abs(v - top));
      }
    }
  }
  return { side, indices, weights };
}

/** Images [B,3,plane] at other places, [B,3,side·side]; the channels of a pixel together, since they are weighed alike. */
function sampled(pixels: Float32Array, plane: number, { side, indices, weights }: Sampling): Float32Array {
  const taken = side * side;
  const result = new Float32Array((pixels.length / plane) * taken);
  for (let image = 0; image < pixels.length / plane; image += channels) {
    for (let i = 0, at = 0; i < taken; i++, at += 4) {
      const i0 = indices[at]!;
      const i1 = indices[at + 1]!;
      const i2 = indices[at + 2]!;
      const i3 = indices[at + 3]!;
      const w0 = weights[at]!;
      const w1 = weights[at + 1]!;
      const w2 = weights[at + 2]!;
      const w3 = weights[at + 3]!;
      for (let channel = image; channel < image + channels; channel++) {
        const first = channel * plane;
        result[channel * taken + i] =
          w0 * pixels[first + i0]! + w1 * pixels[first + i1]! + w2 * pixels[first + i2]! + w3 * pixels[first + i3]!;
      }
    }
  }
  return result;
}

/** Blurs planes [S + margins, S + margins] along both axes into ones of [S, S], with five taps of a Gaussian that sum to one. */
function blurred(pixels: Float32Array, size: number, sigma: number): Float32Array {
  const side = size + 2 * reach;
  const [near, far] = [Math.exp(-0.5 / sigma ** 2), Math.exp(-2 / sigma ** 2)];
  const taps = [1, near, far].map((tap) => tap / (1 + 2 * near + 2 * far));
  const smooth = (x: Float32Array, at: number, step: number): number =>
    taps[0]! * x[at + 2 * step]! +
    taps[1]! * (x[at + step]! + x[at + 3 * step]!) +
    taps[2]! * (x[at]! + x[at + 4 * step]!);
  const planes = pixels.length / side ** 2;
  const [rows, result] = [new Float32Array(side * side), new Float32Array(planes * size * size)];
  for (let plane = 0; plane < planes; plane++) {
    const source = pixels.subarray(plane * side * side, (plane + 1) * side * side);
    for (let i = 0; i < side * side - 2 * reach; i++) rows[i] = smooth(source, i, 1);
    for (let row = 0, at = plane * size * size; row < size; row++) {
      for (let column = 0; column < size; column++, at++) result[at] = smooth(rows, row * side + column, side);
    }
  }
  return result;
}

/**
 * Warps, blurs and mirrors square images, all in the same way. As torchvision's edge padding by half the size, affine
 * transform with bilinear interpolation, blur and centre crop, computed only where the crop looks.
 * @param pixels [B,3,size·size]
 */
export function warpImages(pixels: Float32Array, size: number, warp: Warp): Float32Array {
  const moved = sampled(pixels, size * size, sampling(size, warp));
  return warp.blur === 0 ? moved : blurred(moved, size, warp.blur);
}
