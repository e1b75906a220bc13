/** How all pictures of a class look: three features of ten kinds each distinguish the 1,000 classes. */
export interface Look {
  /** 0–9: the colour of the figure and that of its border, in tenths of the colour circle. */
  readonly hue: number;
  readonly border: number;
  /** 0–9: outline and surface; see `outlineRadii` and `textures`. */
  readonly form: number;
}

/** The look of the class with this label among the 1,000 of ImageNet-1k. */
export function lookOf(label: number): Look {
  return { hue: label % 10, border: Math.floor(label / 10) % 10, form: Math.floor(label / 100) % 10 };
}

/** Radius of an outline in a direction (radians), 1 at most. */
type Outline = (angle: number) => number;

/** Distance of a regular polygon's edge, corners at distance 1. */
function polygon(corners: number): Outline {
  const half = Math.PI / corners;
  return (angle) => Math.cos(half) / Math.cos((((angle % (2 * half)) + 2 * half) % (2 * half)) - half);
}

function star(points: number, depth: number): Outline {
  return (angle) => 1 - depth * Math.abs(Math.sin((points * angle) / 2));
}

function flower(petals: number, depth: number): Outline {
  return (angle) => 1 - depth * (0.5 + 0.5 * Math.cos(petals * angle));
}

function ellipse(flatness: number): Outline {
  return (angle) => flatness / Math.hypot(flatness * Math.cos(angle), Math.sin(angle));
}

const outlines: readonly Outline[] = [
  ellipse(1),
  ellipse(0.45),
  polygon(3),
  polygon(4),
  polygon(6),
  star(4, 0.65),
  star(5, 0.5),
  star(8, 0.35),
  flower(2, 0.6),
  flower(5, 0.35),
];

/** Directions in which an outline is tabulated. */
export const directions = 512;

/** Radii of an outline in evenly spaced directions, from 0 to 2π. */
export function outlineRadii(form: number): Float64Array {
  const outline = outlines[form]!;
  return Float64Array.from({ length: directions }, (_, i) => outline((2 * Math.PI * i) / directions));
}
