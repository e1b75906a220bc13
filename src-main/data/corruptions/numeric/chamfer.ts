/** Lengths of a side step, a diagonal step and a knight's move in Borgefors' 5 × 5 chamfer distance. */
const side = 1;
const diagonal = 1.4;
const knight = 2.1969;

/** The half of the 5 × 5 neighbourhood that comes before a point in reading order; the other half mirrors it. */
const before = [
  { dx: -1, dy: -2, length: knight },
  { dx: 1, dy: -2, length: knight },
  { dx: -2, dy: -1, length: knight },
  { dx: -1, dy: -1, length: diagonal },
  { dx: 0, dy: -1, length: side },
  { dx: 1, dy: -1, length: diagonal },
  { dx: 2, dy: -1, length: knight },
  { dx: -1, dy: 0, length: side },
] as const;

/**
 * Approximate Euclidean distance in pixels of each point to the nearest marked one, cut at `limit`;
 * `limit` everywhere if none is marked.
 */
export function chamferDistance(marked: Uint8Array, width: number, height: number, limit: number): Float64Array {
  const margin = 2;
  const stride = width + 2 * margin;
  const padded = new Float64Array(stride * (height + 2 * margin)).fill(limit);
  const at = (x: number, y: number): number => (y + margin) * stride + x + margin;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (marked[y * width + x]) padded[at(x, y)] = 0;
  }

  const relax = (i: number, direction: 1 | -1): void => {
    let least = padded[i]!;
    for (const { dx, dy, length } of before) {
      const candidate = padded[i + direction * (dy * stride + dx)]! + length;
      if (candidate < least) least = candidate;
    }
    padded[i] = least;
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(at(x, y), 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(at(x, y), -1);

  const result = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[y * width + x] = padded[at(x, y)]!;
  }
  return result;
}
