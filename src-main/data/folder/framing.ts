/**
 * Short side before the centre crop relative to the crop. `photo`: 256 for 224, as published ImageNet results are made.
 * `cropped`: images that are cut already, such as ImageNet-C's.
 */
const resizes = { photo: { resized: 256, cropped: 224 }, cropped: { resized: 1, cropped: 1 } } as const;
export type Framing = keyof typeof resizes;

/**
 * The short side, in pixels, to which an image is resized before a square of `size` is cut out of it; rounded down as
 * timm and DeiT do: 438 for 384.
 */
export function shortSide(size: number, framing: Framing): number {
  const { resized, cropped } = resizes[framing];
  return Math.floor((size * resized) / cropped);
}
