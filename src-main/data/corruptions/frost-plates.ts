import type { FrostStyle } from './frost-styles.ts';
import type { RandomStream } from './random.ts';

interface Plate {
  readonly x: number;
  readonly y: number;
  /** Change of height per pixel along x and y. */
  readonly slopeX: number;
  readonly slopeY: number;
  readonly height: number;
}

/** Height of a seam above the plates it joins. */
const seamHeight = 1.5;

/** Plates of ice on a seamless size × size plane: the Voronoi cells of random points, each tilted, with raised seams. */
export function shadePlates(size: number, style: FrostStyle['plates'], random: RandomStream): Float64Array {
  const spacing = size / Math.sqrt(style.count);
  const plates: Plate[] = Array.from({ length: style.count }, () => ({
    x: random.uniform(0, size),
    y: random.uniform(0, size),
    slopeX: random.normal(0, 1 / spacing),
    slopeY: random.normal(0, 1 / spacing),
    height: random.normal(0, 0.5),
  }));
  const heights = new Float64Array(size * size);
  for (let y = 0; y < size; y++) {
    const near = plates.filter((plate) => Math.abs(shortest(y - plate.y, size)) < 3 * spacing);
    for (let x = 0; x < size; x++) heights[y * size + x] = heightAt(x, y, size, near, style.seam);
  }
  return heights;
}

function heightAt(x: number, y: number, size: number, plates: readonly Plate[], seam: number): number {
  let nearest = Infinity;
  let second = Infinity;
  let height = 0;
  for (const plate of plates) {
    const dx = shortest(x - plate.x, size);
    const dy = shortest(y - plate.y, size);
    const distance = Math.hypot(dx, dy);
    if (distance < nearest) {
      second = nearest;
      nearest = distance;
      height = plate.height + plate.slopeX * dx + plate.slopeY * dy;
    } else if (distance < second) {
      second = distance;
    }
  }
  return height + seamHeight * Math.exp(-(second - nearest) / seam);
}

/** The signed distance on a ring of the given size. */
function shortest(difference: number, size: number): number {
  return difference - size * Math.round(difference / size);
}
