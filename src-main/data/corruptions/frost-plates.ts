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

/** Side of the blocks that the plane is searched in for the plates nearby; divides the size. */
const blockSize = 32;

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
  const reach = 3 * spacing;
  const heights = new Float64Array(size * size);
  for (let top = 0; top < size; top += blockSize) {
    for (let left = 0; left < size; left += blockSize) {
      const near = plates.filter(
        (plate) =>
          Math.abs(shortest(left + blockSize / 2 - plate.x, size)) < reach + blockSize / 2 &&
          Math.abs(shortest(top + blockSize / 2 - plate.y, size)) < reach + blockSize / 2,
      );
      for (let y = top; y < top + blockSize; y++) {
        for (let x = left; x < left + blockSize; x++) heights[y * size + x] = heightAt(x, y, size, near, style.seam);
      }
    }
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
    const squared = dx * dx + dy * dy;
    if (squared < nearest) {
      second = nearest;
      nearest = squared;
      height = plate.height + plate.slopeX * dx + plate.slopeY * dy;
    } else if (squared < second) {
      second = squared;
    }
  }
  return height + seamHeight * Math.exp(-(Math.sqrt(second) - Math.sqrt(nearest)) / seam);
}

/** The signed distance on a ring of the given size, for a difference of less than one round. */
function shortest(difference: number, size: number): number {
  if (difference > size / 2) return difference - size;
  return difference < -size / 2 ? difference + size : difference;
}
