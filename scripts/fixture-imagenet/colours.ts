/** Red, green and blue, 0–255. */
export type Colour = readonly [number, number, number];

/** @param hue in turns of the colour circle; saturation and value 0–1 */
export function hsvToRgb(hue: number, saturation: number, value: number): Colour {
  const channel = (offset: number): number => {
    const sector = (((offset + 6 * hue) % 6) + 6) % 6;
    return 255 * value * (1 - saturation * Math.max(0, Math.min(sector, 4 - sector, 1)));
  };
  return [channel(5), channel(3), channel(1)];
}
