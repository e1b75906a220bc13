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

const reach = 2;

/** Five taps of a Gaussian that sum to one. */
function blurTaps(sigma: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-0.5 * ((i - reach) / sigma) ** 2));
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** Of each pixel of the result, and of a margin around it where there is a blur: the four source pixels it lies between, and their weights. */
interface Sampling {
  readonly side: number;
  readonly indices: Int32Array;
  readonly weights: Float32Array;
}

/** The image is rotated, scaled and shifted about its centre. */
function sampling(size: number, { angle, scale, shift: [right, down], blur, beyond = 'edge' }: Warp): Sampling {
  const margin = blur === 0 ? 0 : reach;
  const side = size + 2 * margin;
  const [indices, weights] = [new Int32Array(4 * side * side), new Float32Array(4 * side * side)];
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  const centre = (size - 1) / 2;
  const within = (i: number): number => Math.min(size - 1, Math.max(0, i));
  // Mirrored once: no pixel lies further out than the image is wide.
  const mirrored = (i: number): number => within(i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i);
  const inside = beyond === 'edge' ? within : mirrored;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const [x, y] = [column - margin - centre - right, row - margin - centre - down];
      const [u, v] = [cos * x + sin * y + centre, cos * y - sin * x + centre];
      const [left, top] = [Math.floor(u), Math.floor(v)];
      const [a, b] = [u - left, v - top];
      const at = 4 * (row * side + column);
      const [x0, x1, y0, y1] = [inside(left), inside(left + 1), inside(top) * size, inside(top + 1) * size];
      indices.set([y0 + x0, y0 + x1, y1 + x0, y1 + x1], at);
      weights.set([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b], at);
    }
  }
  return { side, indices, weights };
}

/** Blurs a plane [S + margins, S + margins] along both axes into one of [S, S]. */
function blurrer(size: number, sigma: number): (plane: Float32Array) => Float32Array {
  const [side, taps] = [size + 2 * reach, blurTaps(sigma)];
  const [rows, blurred] = [new Float32Array(side * size), new Float32Array(size * size)];
  return (plane) => {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let t = 0; t < taps.length; t++) sum += taps[t]! * plane[row * side + column + t]!;
        rows[row * size + column] = sum;
      }
    }
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        let sum = 0;
        for (let t = 0; t < taps.length; t++) sum += taps[t]! * rows[(row + t) * size + column]!;
        blurred[row * size + column] = sum;
      }
    }
    return blurred;
  };
}

/**
 * Warps, blurs and mirrors square images, all in the same way. As torchvision's edge padding by half the size, affine
 * transform with bilinear interpolation, blur and centre crop, computed only where the crop looks.
 * @param pixels [planes, size·size]
 */
export function warpImages(pixels: Float32Array, size: number, warp: Warp): Float32Array {
  const { side, indices, weights } = sampling(size, warp);
  const blur = warp.blur === 0 ? (sampled: Float32Array) => sampled : blurrer(size, warp.blur);
  const [plane, result] = [size * size, new Float32Array(pixels.length)];
  const sampled = new Float32Array(side * side);
  for (let first = 0; first < pixels.length; first += plane) {
    for (let i = 0, at = 0; i < sampled.length; i++, at += 4) {
      sampled[i] =
        weights[at]! * pixels[first + indices[at]!]! +
        weights[at + 1]! * pixels[first + indices[at + 1]!]! +
        weights[at + 2]! * pixels[first + indices[at + 2]!]! +
        weights[at + 3]! * pixels[first + indices[at + 3]!]!;
    }
    result.set(blur(sampled), first);
  }
  if (warp.flipped) for (let row = 0; row < result.length; row += size) result.subarray(row, row + size).reverse();
  return result;
}
