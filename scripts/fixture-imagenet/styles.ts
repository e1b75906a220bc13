/** How the pictures of a set differ from those of other sets. Shares are of the full scale, lengths of the short side. */
export interface Style {
  /** Range of the figure's radius. */
  readonly radius: readonly [number, number];
  /** How far the figure's centre may lie from that of the picture. */
  readonly offset: number;
  /** Saturation of the figure and of the background. */
  readonly saturation: number;
  readonly backdropSaturation: number;
  /** How far the hue may lie from that of the class, in tenths of the colour circle. */
  readonly hueSpread: number;
  /** How strongly the surface shows. */
  readonly contrast: number;
  /** Strength of the background's unrest and of the grain over all. */
  readonly unrest: number;
  readonly grain: number;
  /** Width of a dark line around the figure. */
  readonly line: number;
  /** Whether there is nothing but lines on white paper. */
  readonly drawn: boolean;
  /** Figures of other classes that get in the way. */
  readonly distractors: number;
}

export const photo: Style = {
  radius: [0.3, 0.42],
  offset: 0.08,
  saturation: 0.75,
  backdropSaturation: 0.25,
  hueSpread: 0.35,
  contrast: 0.55,
  unrest: 0.5,
  grain: 0.06,
  line: 0,
  drawn: false,
  distractors: 0,
};

/** Renditions as in ImageNet-R, by the first part of their files' names. */
export const renditions: Readonly<Record<string, Style>> = {
  art: { ...photo, hueSpread: 1, saturation: 0.55, unrest: 0.8, grain: 0.12 },
  cartoon: { ...photo, saturation: 1, backdropSaturation: 0.6, contrast: 0.8, unrest: 0, grain: 0, line: 0.02 },
  embroidery: { ...photo, contrast: 0.25, unrest: 0.3, grain: 0.35, line: 0.01 },
  graffiti: { ...photo, saturation: 0.9, backdropSaturation: 0.9, hueSpread: 2, line: 0.03 },
  toy: { ...photo, saturation: 0.95, contrast: 0.3, unrest: 0.15, radius: [0.2, 0.3] },
};

/** Lines on paper, as in ImageNet-Sketch. */
export const sketch: Style = { ...photo, saturation: 0, backdropSaturation: 0, grain: 0.02, line: 0.015, drawn: true };

/** Small, pale and half hidden figures, as ImageNet-A's are hard to see. */
export const adversarial: Style = {
  ...photo,
  radius: [0.14, 0.24],
  offset: 0.25,
  saturation: 0.4,
  hueSpread: 1,
  contrast: 0.35,
  unrest: 0.9,
  distractors: 2,
};
