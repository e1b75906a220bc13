import { seeded, type Random } from '../../src-shared/random.ts';

/** A square pattern that repeats without seams; values 0–1, row by row. */
export interface Tile {
  readonly side: number;
  readonly values: Float32Array;
}

const side = 128;
const turn = (2 * Math.PI) / side;

type Pattern = (x: number, y: number) => number;

const wave = (phase: number): number => 0.5 + 0.5 * Math.sin(phase);
const step = (value: number): number => (value > 0.5 ? 1 : 0);

/** Surfaces of classes, all of them with whole periods on the tile. */
const patterns: readonly Pattern[] = [
  () => 0.5,
  (_x, y) => step(wave(4 * turn * y)),
  (x) => step(wave(4 * turn * x)),
  (x, y) => step(wave(4 * turn * (x + y))),
  (x, y) => step(0.5 + 0.5 * Math.sin(3 * turn * x) * Math.sin(3 * turn * y)),
  (x, y) => step(wave(5 * turn * x) * wave(5 * turn * y) + 0.1),
  (x, y) => wave(4 * turn * x + 2.5 * Math.sin(2 * turn * y)),
  (x, y) => step(wave(12 * turn * (x - y))),
  (x, y) => 1 - step(Math.max(wave(6 * turn * x), wave(6 * turn * y)) - 0.45),
  (x, y) => wave(2 * turn * x + 3 * Math.sin(3 * turn * y)) * wave(3 * turn * y + 3 * Math.sin(2 * turn * x)),
];

function tile(pattern: Pattern): Tile {
  return {
    side,
    values: Float32Array.from({ length: side * side }, (_, i) => pattern(i % side, Math.floor(i / side))),
  };
}

/** The surfaces of the ten forms. */
export const textures: readonly Tile[] = patterns.map(tile);

/** Random levels on a grid of `cells`², smoothly interpolated and repeating. */
function octave(cells: number, random: Random): Pattern {
  const levels = Float32Array.from({ length: cells * cells }, random);
  const level = (i: number, j: number): number => levels[(j % cells) * cells + (i % cells)]!;
  const smooth = (t: number): number => t * t * (3 - 2 * t);
  return (x, y) => {
    const [u, v] = [(x * cells) / side, (y * cells) / side];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [s, t] = [smooth(u - i), smooth(v - j)];
    const top = level(i, j) * (1 - s) + level(i + 1, j) * s;
    return top * (1 - t) + (level(i, j + 1) * (1 - s) + level(i + 1, j + 1) * s) * t;
  };
}

/** Natural unrest for backgrounds: coarse levels count most, as in photographs. */
function mottle(random: Random): Tile {
  const octaves = [4, 8, 16, 32, 64].map((cells) => ({ weight: 1 / Math.sqrt(cells), level: octave(cells, random) }));
  const total = octaves.reduce((sum, { weight }) => sum + weight, 0);
  return tile((x, y) => octaves.reduce((sum, { weight, level }) => sum + weight * level(x, y), 0) / total);
}

/** Noise that every sensor adds: independent values with mean 0.5. */
export const grain: Tile = tileOf(seeded(71));
function tileOf(random: Random): Tile {
  return tile(() => random());
}

/** Backgrounds to choose from. */
export const mottles: readonly Tile[] = [1, 2, 3, 4].map((number) => mottle(seeded(72, number)));
