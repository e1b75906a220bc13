/**
 * Short side before the centre crop relative to the crop. `photo`: 256 for 224, as published ImageNet results are made.
 * `cropped`: images that are cut already, such as ImageNet-C's.
 */
const resizeRatios = { photo: 256 / 224, cropped: 1 } as const;
export type Framing = keyof typeof resizeRatios;

/** The short side, in pixels, to which an image is resized before a square of `size` is cut out of it. */
export function shortSide(size: number, framing: Framing): number {
  return Math.round(size * resizeRatios[framing]);
}
