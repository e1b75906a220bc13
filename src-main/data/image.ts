/** An 8-bit colour image; `data` has height × width × 3 values: row by row, pixel by pixel, red-green-blue. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Number of values per pixel of an `RgbImage`. */
export const channelCount = 3;

/** A black image of the given size in pixels. */
export function blankImage(width: number, height: number): RgbImage {
  return { width, height, data: new Uint8Array(width * height * channelCount) };
}
