import type { RgbImage } from '../../image.ts';

type Change = (value: number) => number;

const unchanged: Change = (value) => value;

/** Changes the saturation and the value (both 0 to 1) of every pixel in the HSV hexcone model; results are cut to 0..1. */
export function changeHsv(image: RgbImage, change: { saturation?: Change; value?: Change }): RgbImage {
  const { saturation: changeSaturation = unchanged, value: changeValue = unchanged } = change;
  const bytes = new Uint8Array(image.data.length);
  for (let i = 0; i < bytes.length; i += 3) {
    const red = image.data[i]! / 255;
    const green = image.data[i + 1]! / 255;
    const blue = image.data[i + 2]! / 255;
    const top = Math.max(red, green, blue);
    const spread = top - Math.min(red, green, blue);
    const sixth = hueSixth(red, green, blue, top, spread);
    const saturation = unit(changeSaturation(spread === 0 ? 0 : spread / top));
    const value = unit(changeValue(top));

    const sector = Math.floor(sixth);
    const within = sixth - sector;
    const low = value * (1 - saturation);
    const falling = value * (1 - within * saturation);
    const rising = value * (1 - (1 - within) * saturation);
    bytes[i] = 255 * pick(sector, value, falling, low, low, rising, value);
    bytes[i + 1] = 255 * pick(sector, rising, value, value, falling, low, low);
    bytes[i + 2] = 255 * pick(sector, low, low, rising, value, value, falling);
  }
  return { width: image.width, height: image.height, data: bytes };
}

/** The hue in units of 60°, in [0, 6). Of equally strong channels the later one decides. */
function hueSixth(red: number, green: number, blue: number, top: number, spread: number): number {
  if (spread === 0) return 0;
  if (blue === top) return wrap(4 + (red - green) / spread);
  if (green === top) return wrap(2 + (blue - red) / spread);
  return wrap((green - blue) / spread);
}

/** Through the hue as a fraction of the circle, so that rounding is that of implementations which store it. */
function wrap(sixth: number): number {
  const turn = sixth / 6;
  return (turn < 0 ? turn + 1 : turn) * 6;
}

function pick(sector: number, s0: number, s1: number, s2: number, s3: number, s4: number, s5: number): number {
  switch (sector) {
    case 1:
      return s1;
    case 2:
      return s2;
    case 3:
      return s3;
    case 4:
      return s4;
    case 5:
      return s5;
    default:
      return s0;
  }
}

function unit(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
