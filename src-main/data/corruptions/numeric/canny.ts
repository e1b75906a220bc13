import { paddedIndices } from './border.ts';

/** tan 22.5° and tan 67.5° in OpenCV's fixed point, which decides ties between directions. */
const fixedOne = 2 ** 15;
const tan22 = 13573;
const tan67 = tan22 + 2 * fixedOne;

/**
 * Canny's edge detector on bytes: 3 × 3 Sobel gradients, |dx| + |dy| as their size, thinning across the edge, and
 * hysteresis over the eight neighbours. Points outside the image count as without gradient when thinning.
 *
 * @param low gradients up to this are no edge
 * @param high gradients above this start an edge, which others above `low` continue
 * @returns 1 where there is an edge, else 0
 */
export function cannyEdges(bytes: Uint8Array, width: number, height: number, low: number, high: number): Uint8Array {
  const { dx, dy, size } = sobel(bytes, width, height);
  const edges = new Uint8Array(bytes.length);
  const candidates = new Uint8Array(bytes.length);
  const open: number[] = [];
  const sizeAt = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : size[y * width + x]!;

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (size[i]! <= low) continue;
      const across = Math.abs(dx[i]!);
      const down = Math.abs(dy[i]!) * fixedOne;
      let peak: boolean;
      if (down < across * tan22) {
        peak = size[i]! > sizeAt(x - 1, y) && size[i]! >= sizeAt(x + 1, y);
      } else if (down > across * tan67) {
        peak = size[i]! > sizeAt(x, y - 1) && size[i]! >= sizeAt(x, y + 1);
      } else {
        const slant = (dx[i]! ^ dy[i]!) < 0 ? -1 : 1;
        peak = size[i]! > sizeAt(x - slant, y - 1) && size[i]! > sizeAt(x + slant, y + 1);
      }
      if (!peak) continue;
      candidates[i] = 1;
      if (size[i]! > high) open.push(i);
    }
  }

  for (let i = open.pop(); i !== undefined; i = open.pop()) {
    if (edges[i]) continue;
    edges[i] = 1;
    const x = i % width;
    const y = (i - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        if (candidates[ny * width + nx]) open.push(ny * width + nx);
      }
    }
  }
  return edges;
}

interface Gradient {
  readonly dx: Int32Array;
  readonly dy: Int32Array;
  readonly size: Int32Array;
}

function sobel(bytes: Uint8Array, width: number, height: number): Gradient {
  const columns = paddedIndices(width, 1, 'nearest');
  const rows = paddedIndices(height, 1, 'nearest');
  const dx = new Int32Array(bytes.length);
  const dy = new Int32Array(bytes.length);
  const size = new Int32Array(bytes.length);
  for (let y = 0; y < height; y++) {
    const above = rows[y]! * width;
    const here = y * width;
    const below = rows[y + 2]! * width;
    for (let x = 0; x < width; x++) {
      const left = columns[x]!;
      const right = columns[x + 2]!;
      const upperLeft = bytes[above + left]!;
      const upperRight = bytes[above + right]!;
      const lowerLeft = bytes[below + left]!;
      const lowerRight = bytes[below + right]!;
      const i = here + x;
      dx[i] = upperRight + 2 * bytes[here + right]! + lowerRight - upperLeft - 2 * bytes[here + left]! - lowerLeft;
      dy[i] = lowerLeft + 2 * bytes[below + x]! + lowerRight - upperLeft - 2 * bytes[above + x]! - upperRight;
      size[i] = Math.abs(dx[i]) + Math.abs(dy[i]);
    }
  }
  return { dx, dy, size };
}
