import type { Random } from '../../../src-shared/random.ts';

/** RGB in 0–1. */
type Colour = readonly [number, number, number];

/** A soft texture between two near colours: `pattern(x, y)` says where between them a pixel lies, 0–1. */
export interface Texture {
  readonly from: Colour;
  readonly to: Colour;
  readonly pattern: (x: number, y: number) => number;
}

const side = 32;
/** Largest difference of one channel between the two colours of a texture. */
const colourSpread = 0.2;
/** Range of a channel. Garments are the brighter ones, as in the grey originals. */
const garmentRange = [0.45, 1] as const;
const backgroundRange = [0, 0.55] as const;
/** How much darker in luma than the garment a background should be, and how often such a one is tried for. */
const clearContrast = 0.2;
const contrastTrials = 8;
/** A garment's mean shade, so that contrast is judged as it will look. */
const meanShade = 0.75;

export function drawGarment(random: Random): Texture {
  return drawTexture(random, garmentRange);
}

/** Draws a background that is clearly darker than the garment, unless chance denies it `contrastTrials` times. */
export function drawBackground(random: Random, garment: Texture): Texture {
  const darkest = meanShade * meanLuma(garment) - clearContrast;
  let background = drawTexture(random, backgroundRange);
  for (let trial = 1; trial < contrastTrials; trial++) {
    if (meanLuma(background) <= darkest) break;
    background = drawTexture(random, backgroundRange);
  }
  return background;
}

/** Draws plain colour, gradient, stripes or mottle with equal odds. */
function drawTexture(random: Random, [low, high]: readonly [number, number]): Texture {
  const channel = (): number => low + (high - low) * random();
  const near = (value: number): number => Math.min(1, Math.max(0, value + (2 * random() - 1) * colourSpread));
  const from: Colour = [channel(), channel(), channel()];
  const to: Colour = [near(from[0]), near(from[1]), near(from[2])];
  const kinds = [plain, gradient, stripes, mottle];
  const kind = kinds[Math.floor(random() * kinds.length)] ?? plain;
  return { from, to, pattern: kind(random) };
}

/** Rec. 601 luma of the texture's middle colour, 0–1. */
function meanLuma({ from, to }: Texture): number {
  const luma = ([r, g, b]: Colour): number => 0.299 * r + 0.587 * g + 0.114 * b;
  return (luma(from) + luma(to)) / 2;
}

function plain(): Texture['pattern'] {
  return () => 0;
}

function gradient(random: Random): Texture['pattern'] {
  const angle = 2 * Math.PI * random();
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  return (x, y) => Math.min(1, Math.max(0, 0.5 + ((x - side / 2) * dx + (y - side / 2) * dy) / side));
}

function stripes(random: Random): Texture['pattern'] {
  const angle = Math.PI * random();
  const period = 5 + 9 * random();
  const phase = 2 * Math.PI * random();
  const [dx, dy] = [Math.cos(angle) / period, Math.sin(angle) / period];
  return (x, y) => 0.5 + 0.5 * Math.sin(2 * Math.PI * (x * dx + y * dy) + phase);
}

/** Random levels on a coarse grid, smoothly interpolated. */
function mottle(random: Random): Texture['pattern'] {
  const cells = 5;
  const nodes = Float64Array.from({ length: (cells + 1) ** 2 }, () => random());
  const node = (i: number, j: number): number => nodes[j * (cells + 1) + i] ?? 0;
  const smooth = (t: number): number => t * t * (3 - 2 * t);
  return (x, y) => {
    const [u, v] = [(x / side) * cells, (y / side) * cells];
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [s, t] = [smooth(u - i), smooth(v - j)];
    const top = node(i, j) * (1 - s) + node(i + 1, j) * s;
    const bottom = node(i, j + 1) * (1 - s) + node(i + 1, j + 1) * s;
    return top * (1 - t) + bottom * t;
  };
}
