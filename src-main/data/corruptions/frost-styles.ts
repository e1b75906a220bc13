/** How one texture of ice is composed. Weights say how much each ingredient contributes to the relief. */
export interface FrostStyle {
  /** Mean colour, grey levels of red, green, blue. */
  readonly tint: readonly [number, number, number];
  /** Standard deviation of the relief in grey levels. */
  readonly contrast: number;
  /** Fern-like crystals: stems with side branches, which branch again up to `depth` times. */
  readonly ferns: {
    readonly weight: number;
    readonly count: number;
    readonly length: number;
    readonly spacing: number;
    /** Angle between a branch and its stem in degrees. */
    readonly spread: number;
    readonly depth: number;
  };
  /** Plates of ice: cells that are shaded in one direction each, with bright seams of the given width in pixels. */
  readonly plates: { readonly weight: number; readonly count: number; readonly seam: number };
  /** Uneven thickness on a large scale. */
  readonly cloudWeight: number;
  readonly grainWeight: number;
}

/** Dense small ferns, long needles, large ferns on plates, cracked plates, granular rime. */
export const frostStyles: readonly FrostStyle[] = [
  {
    tint: [146, 164, 180],
    contrast: 24,
    ferns: { weight: 1, count: 90, length: 90, spacing: 5, spread: 55, depth: 2 },
    plates: { weight: 0.2, count: 40, seam: 2 },
    cloudWeight: 0.5,
    grainWeight: 0.1,
  },
  {
    tint: [162, 178, 192],
    contrast: 23,
    ferns: { weight: 1, count: 260, length: 120, spacing: 17, spread: 25, depth: 1 },
    plates: { weight: 0.2, count: 30, seam: 2 },
    cloudWeight: 0.5,
    grainWeight: 0.1,
  },
  {
    tint: [156, 170, 182],
    contrast: 22,
    ferns: { weight: 1, count: 25, length: 220, spacing: 7, spread: 60, depth: 2 },
    plates: { weight: 0.5, count: 25, seam: 3 },
    cloudWeight: 0.5,
    grainWeight: 0.1,
  },
  {
    tint: [174, 184, 194],
    contrast: 25,
    ferns: { weight: 0.7, count: 60, length: 60, spacing: 6, spread: 60, depth: 2 },
    plates: { weight: 1, count: 160, seam: 1.5 },
    cloudWeight: 0.4,
    grainWeight: 0.15,
  },
  {
    tint: [158, 172, 182],
    contrast: 23,
    ferns: { weight: 0.8, count: 500, length: 24, spacing: 4, spread: 60, depth: 1 },
    plates: { weight: 0.4, count: 220, seam: 1 },
    cloudWeight: 0.5,
    grainWeight: 0.35,
  },
];
