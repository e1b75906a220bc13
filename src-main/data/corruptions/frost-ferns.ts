import type { FrostStyle } from './frost-styles.ts';
import type { RandomStream } from './random.ts';

interface Canvas {
  readonly size: number;
  readonly heights: Float64Array;
}

interface Branch {
  readonly x: number;
  readonly y: number;
  /** Direction in radians. */
  readonly angle: number;
  /** Change of direction per pixel, in radians. */
  readonly bend: number;
  readonly length: number;
  readonly height: number;
  readonly depth: number;
}

const degree = Math.PI / 180;

/** Fern frost on a seamless size × size plane: heights between 0 (glass) and 1 (thickest stem). */
export function growFerns(size: number, style: FrostStyle['ferns'], random: RandomStream): Float64Array {
  const canvas: Canvas = { size, heights: new Float64Array(size * size) };
  for (let i = 0; i < style.count; i++) {
    const stem: Branch = {
      x: random.uniform(0, size),
      y: random.uniform(0, size),
      angle: random.uniform(0, 2 * Math.PI),
      bend: random.normal(0, 0.4 / style.length),
      length: style.length * random.uniform(0.5, 1.5),
      height: random.uniform(0.7, 1),
      depth: style.depth,
    };
    grow(canvas, stem, style, random);
  }
  return canvas.heights;
}

/** Draws a branch and, alternating to both sides, its side branches, which get shorter towards the tip. */
function grow(canvas: Canvas, branch: Branch, style: FrostStyle['ferns'], random: RandomStream): void {
  let { x, y, angle } = branch;
  let untilNext = style.spacing / 2;
  let side = 1;
  for (let travelled = 0; travelled < branch.length; travelled++) {
    deposit(canvas, x, y, branch.height * (1 - (0.4 * travelled) / branch.length));
    x += Math.cos(angle);
    y += Math.sin(angle);
    angle += branch.bend;
    untilNext -= 1;
    if (branch.depth > 0 && untilNext <= 0) {
      const twig: Branch = {
        x,
        y,
        angle: angle + side * style.spread * degree * random.uniform(0.85, 1.15),
        bend: -side * 0.004,
        length: 0.4 * (branch.length - travelled) * random.uniform(0.6, 1.2),
        height: branch.height * 0.85,
        depth: branch.depth - 1,
      };
      grow(canvas, twig, style, random);
      side = -side;
      untilNext += (style.spacing / 2) * random.uniform(0.7, 1.3);
    }
  }
}

/** Raises the four points around a position to `height`, less the farther they are from it. */
function deposit({ size, heights }: Canvas, x: number, y: number, height: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  for (let py = top; py <= top + 1; py++) {
    for (let px = left; px <= left + 1; px++) {
      const near = height * (1 - Math.abs(px - x)) * (1 - Math.abs(py - y));
      const i = wrap(py, size) * size + wrap(px, size);
      if (near > heights[i]!) heights[i] = near;
    }
  }
}

function wrap(position: number, size: number): number {
  return ((position % size) + size) % size;
}
