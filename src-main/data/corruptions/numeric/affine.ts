export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The map (x, y) → (xx·x + xy·y + x0, yx·x + yy·y + y0). */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

export type Triangle = readonly [Point, Point, Point];

/** The affine map that takes the corners of one triangle to those of another; the first must have an area. */
export function affineBetween(from: Triangle, to: Triangle): AffineMap {
  const [a, b, c] = from;
  const determinant = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  const row = (ta: number, tb: number, tc: number): [number, number, number] => {
    const alongX = ((tb - ta) * (c.y - a.y) - (tc - ta) * (b.y - a.y)) / determinant;
    const alongY = ((tc - ta) * (b.x - a.x) - (tb - ta) * (c.x - a.x)) / determinant;
    return [alongX, alongY, ta - alongX * a.x - alongY * a.y];
  };
  const [xx, xy, x0] = row(to[0].x, to[1].x, to[2].x);
  const [yx, yy, y0] = row(to[0].y, to[1].y, to[2].y);
  return { xx, xy, x0, yx, yy, y0 };
}
