import { channels } from './unit-range.ts';

/** Changes of colour that keep values between 0 and 1, on images [B,3,H·W] in place. Factor 1, or shift 0, changes nothing. */
export const colorChanges = ['brightness', 'contrast', 'saturation', 'hue', 'gamma'] as const;
export type ColorChange = (typeof colorChanges)[number];

/** Shares of the channels in the brightness of a pixel (ITU-R 601). */
const [redShare, greenShare, blueShare] = [0.2989, 0.587, 0.114];

/** Brightness of the pixels of an image. */
function grays(image: Float32Array): Float64Array {
  const result = new Float64Array(image.length / channels);
  const [green, blue] = [result.length, 2 * result.length];
  for (let i = 0; i < result.length; i++) {
    result[i] = redShare * image[i]! + greenShare * image[i + green]! + blueShare * image[i + blue]!;
  }
  return result;
}

function meanGray(image: Float32Array): Float64Array {
  const found = grays(image);
  let sum = 0;
  for (let i = 0; i < found.length; i++) sum += found[i]!;
  return found.fill(sum / found.length);
}

/** The image that each change blends an image [3,H·W] with: gray values [H·W]. */
const others = {
  brightness: (image: Float32Array) => new Float64Array(image.length / channels),
  contrast: meanGray,
  saturation: grays,
};

/** Brings values near the range from 0 to 1 into it: without a branch, as of noise nobody can foresee which way it goes. */
function clamp(value: number): number {
  return (Math.abs(value) - Math.abs(value - 1) + 1) / 2;
}

function blend(image: Float32Array, other: Float64Array, factor: number): void {
  for (let first = 0; first < image.length; first += other.length) {
    for (let i = 0; i < other.length; i++) {
      image[first + i] = clamp(factor * image[first + i]! + (1 - factor) * other[i]!);
    }
  }
}

/** Turns the hue by a share of the circle; brightness (the largest channel) and saturation stay. */
function turnHue(image: Float32Array, shift: number): void {
  const plane = image.length / channels;
  for (let red = 0; red < plane; red++) {
    const green = red + plane;
    const blue = green + plane;
    const r = image[red]!;
    const g = image[green]!;
    const b = image[blue]!;
    const high = Math.max(r, g, b);
    const low = Math.min(r, g, b);
    const range = high - low;
    if (range === 0) continue;
    const sector = high === r ? (g - b) / range : high === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    const turns = sector / 6 + shift;
    const turned = 6 * (turns - Math.floor(turns));
    // A channel is full within one sector of its own hue and falls linearly over the next.
    image[red] = low + range * clamp(Math.abs(turned - 3) - 1);
    image[green] = low + range * clamp(2 - Math.abs(turned - 2));
    image[blue] = low + range * clamp(2 - Math.abs(turned - 4));
  }
}

/** Of the 23 bits of a float's fraction: those by which its power is looked up, and those that lie in between. */
const [knownBits, restBits] = [10, 13];

/**
 * Raises values from 0 up: a float is a power of 2 times a number from 1 to 2, and the powers of both are looked up. Linear in
 * between, which is off by less than half of a float's last bit for exponents up to 1.4.
 */
function raise(pixels: Float32Array, exponent: number): void {
  const scales = new Float64Array(256).map((_, e) => (e === 0 ? 0 : e === 255 ? NaN : 2 ** ((e - 127) * exponent)));
  const powers = new Float64Array(2 ** knownBits + 1).map((_, i) => (1 + i / 2 ** knownBits) ** exponent);
  const words = new Int32Array(pixels.buffer, pixels.byteOffset, pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const word = words[i]!;
    const place = (word >> restBits) & (2 ** knownBits - 1);
    const rest = (word & (2 ** restBits - 1)) / 2 ** restBits;
    pixels[i] = scales[(word >> 23) & 255]! * (powers[place]! * (1 - rest) + powers[place + 1]! * rest);
  }
}

/**
 * Applies one change of colour, as torchvision computes it.
 * @param pixels values between 0 and 1
 * @param plane pixels of an image
 * @param amount factor, exponent (gamma), or share of the colour circle (hue)
 */
export function changeColor(pixels: Float32Array, plane: number, change: ColorChange, amount: number): void {
  for (let first = 0; first < pixels.length; first += channels * plane) {
    const image = pixels.subarray(first, first + channels * plane);
    if (change === 'hue') turnHue(image, amount);
    else if (change !== 'gamma') blend(image, others[change](image), amount);
  }
  if (change === 'gamma') raise(pixels, amount);
}
