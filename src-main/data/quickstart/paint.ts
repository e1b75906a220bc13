import { seeded } from '../../../src-shared/random.ts';
import { drawBackground, drawGarment, type Texture } from './textures.ts';
import type { RgbImage } from '../image.ts';

/** Side of a grey garment and of a painted image, in pixels. */
export const greySide = 28;
export const paintedSide = 32;

const margin = (paintedSide - greySide) / 2;
/** Grey level (0–1) from which a pixel is all garment; below it the background shines through, as at a soft edge. */
const opaqueFrom = 0.22;
/** Brightness of the darkest part of a garment relative to its brightest. */
const shadowLevel = 0.25;

/**
 * Gives a grey garment on black (28×28 bytes, row-major) a colour or soft texture of its own, and a background
 * likewise: 32×32 RGB. What is drawn depends on `seed` and `index` only, never on the garment's class; the garment's
 * grey levels modulate its brightness. On most images, not on all, garment and background differ clearly.
 */
export function paint(grey: Uint8Array, seed: number, index: number): RgbImage {
  const random = seeded(seed, index);
  const garment = drawGarment(random);
  const background = drawBackground(random, garment);
  const data = new Uint8Array(paintedSide * paintedSide * 3);
  for (let y = 0; y < paintedSide; y++) {
    for (let x = 0; x < paintedSide; x++) {
      const level = levelAt(grey, x - margin, y - margin);
      paintPixel(data, x, y, level, garment, background);
    }
  }
  return { width: paintedSide, height: paintedSide, data };
}

function levelAt(grey: Uint8Array, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= greySide || y >= greySide) return 0;
  return (grey[y * greySide + x] ?? 0) / 255;
}

function paintPixel(data: Uint8Array, x: number, y: number, level: number, garment: Texture, back: Texture): void {
  const opacity = Math.min(1, level / opaqueFrom);
  const shade = shadowLevel + (1 - shadowLevel) * level;
  const inGarment = garment.pattern(x, y);
  const inBack = back.pattern(x, y);
  const offset = (y * paintedSide + x) * 3;
  for (let channel = 0; channel < 3; channel++) {
    const cloth = at(garment, channel, inGarment) * shade;
    const value = opacity * cloth + (1 - opacity) * at(back, channel, inBack);
    data[offset + channel] = Math.round(255 * Math.min(1, Math.max(0, value)));
  }
}

function at(texture: Texture, channel: number, position: number): number {
  const from = texture.from[channel] ?? 0;
  return from + ((texture.to[channel] ?? 0) - from) * position;
}
