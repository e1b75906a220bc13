/** Changes of colour that keep values between 0 and 1, on images [B,3,H·W] in place. Factor 1, or shift 0, changes nothing. */
export const colorChanges = ['brightness', 'contrast', 'saturation', 'hue', 'gamma'] as const;
export type ColorChange = (typeof colorChanges)[number];

/** Shares of the channels in the brightness of a pixel (ITU-R 601). */
const [redShare, greenShare, blueShare] = [0.2989, 0.587, 0.114];

const channels = 3;

function clamp(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function gray(pixels: Float32Array, at: number, plane: number): number {
  return redShare * pixels[at]! + greenShare * pixels[at + plane]! + blueShare * pixels[at + 2 * plane]!;
}

function changeEach(pixels: Float32Array, change: (value: number) => number): void {
  for (let i = 0; i < pixels.length; i++) pixels[i] = clamp(change(pixels[i]!));
}

/** Moves the pixels of each image away from a gray value of their own, `grayOf(first, offset)`. */
function blend(
  pixels: Float32Array,
  plane: number,
  factor: number,
  grayOf: (first: number) => (offset: number) => number,
): void {
  for (let first = 0; first < pixels.length; first += channels * plane) {
    const reference = grayOf(first);
    for (let offset = 0; offset < plane; offset++) {
      const rest = (1 - factor) * reference(offset);
      for (let at = first + offset; at < first + channels * plane; at += plane) {
        pixels[at] = clamp(factor * pixels[at]! + rest);
      }
    }
  }
}

function meanGray(pixels: Float32Array, plane: number, first: number): number {
  let sum = 0;
  for (let offset = 0; offset < plane; offset++) sum += gray(pixels, first + offset, plane);
  return sum / plane;
}

/** Turns the hue by a share of the circle; brightness (the largest channel) and saturation stay. */
function turnHue(pixels: Float32Array, plane: number, shift: number): void {
  for (let first = 0; first < pixels.length; first += channels * plane) {
    for (let at = first; at < first + plane; at++) {
      const [r, g, b] = [pixels[at]!, pixels[at + plane]!, pixels[at + 2 * plane]!];
      const high = Math.max(r, g, b);
      const range = high - Math.min(r, g, b);
      if (range === 0) continue;
      const sector = high === r ? (g - b) / range : high === g ? 2 + (b - r) / range : 4 + (r - g) / range;
      const turned = sector + 6 * (shift + 2);
      for (let channel = 0; channel < channels; channel++) {
        // A channel is full within one sector of its own hue and falls linearly over the next.
        const distance = Math.abs(((turned - 2 * channel + 3) % 6) - 3);
        pixels[at + channel * plane] = high - range * Math.min(1, Math.max(0, distance - 1));
      }
    }
  }
}

/**
 * Applies one change of colour, as torchvision computes it.
 * @param pixels values between 0 and 1
 * @param plane pixels of an image
 * @param amount factor, exponent (gamma), or share of the colour circle (hue)
 */
export function changeColor(pixels: Float32Array, plane: number, change: ColorChange, amount: number): void {
  switch (change) {
    case 'brightness':
      changeEach(pixels, (value) => value * amount);
      break;
    case 'gamma':
      // The same power in half the time.
      changeEach(pixels, (value) => Math.exp(amount * Math.log(value)));
      break;
    case 'contrast':
      blend(pixels, plane, amount, (first) => {
        const mean = meanGray(pixels, plane, first);
        return () => mean;
      });
      break;
    case 'saturation':
      blend(pixels, plane, amount, (first) => (offset) => gray(pixels, first + offset, plane));
      break;
    case 'hue':
      turnHue(pixels, plane, amount);
      break;
  }
}
