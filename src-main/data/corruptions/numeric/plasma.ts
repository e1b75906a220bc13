import type { RandomStream } from '../random.ts';

/**
 * A cloud-like height map made by midpoint displacement on a torus (diamond-square), scaled to 0..1.
 *
 * @param size side of the map, a power of two
 * @param decay factor by which the amplitude of the displacement falls with each halving of the grid
 * @returns size × size heights
 */
export function plasma(size: number, decay: number, random: RandomStream): Float64Array {
  const map = new Float64Array(size * size);
  // The published code scales uniform noise of this amplitude by the amplitude itself.
  let roughness = 100;
  for (let step = size; step >= 2; step /= 2) {
    const half = step / 2;
    const displaced = (sum: number): number => sum / 4 + roughness * random.uniform(-roughness, roughness);
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const right = (x + step) % size;
        const below = (y + step) % size;
        const corners =
          map[y * size + x]! + map[y * size + right]! + map[below * size + x]! + map[below * size + right]!;
        map[(y + half) * size + x + half] = displaced(corners);
      }
    }
    for (let y = 0; y < size; y += step) {
      const centreAbove = (y - half + size) % size;
      for (let x = 0; x < size; x += step) {
        const corners = map[y * size + x]! + map[y * size + ((x + step) % size)]!;
        const centres = map[(y + half) * size + x + half]! + map[centreAbove * size + x + half]!;
        map[y * size + x + half] = displaced(corners + centres);
      }
    }
    for (let y = 0; y < size; y += step) {
      const cornersBelow = ((y + step) % size) * size;
      for (let x = 0; x < size; x += step) {
        const corners = map[y * size + x]! + map[cornersBelow + x]!;
        const centres = map[(y + half) * size + x + half]! + map[(y + half) * size + ((x - half + size) % size)]!;
        map[(y + half) * size + x] = displaced(corners + centres);
      }
    }
    roughness /= decay;
  }
  const lowest = map.reduce((least, height) => Math.min(least, height), Infinity);
  const highest = map.reduce((most, height) => Math.max(most, height), -Infinity);
  return map.map((height) => (height - lowest) / (highest - lowest));
}
