import { channelCount } from '../image.ts';
import type { RgbImage } from '../image.ts';
import { frostTexture, frostTextureCount, frostTextureSize } from './frost-texture.ts';
import type { Corruption } from './parameters.ts';

/** The image seen through a random part of one of five textures of ice, which are the lab's own. */
export const frost: Corruption<'frost'> = (image, { imageWeight, frostWeight, textureScale }, random) => {
  const texture = frostTexture(random.integer(0, frostTextureCount));
  const startX = random.integer(0, frostTextureSize);
  const startY = random.integer(0, frostTextureSize);
  const result = new Uint8Array(image.data.length);
  let i = 0;
  for (let y = 0; y < image.height; y++) {
    const row = texturePosition(startY, y, textureScale);
    for (let x = 0; x < image.width; x++) {
      const from = (row * frostTextureSize + texturePosition(startX, x, textureScale)) * channelCount;
      for (let c = 0; c < channelCount; c++, i++) {
        result[i] = Math.min(255, imageWeight * image.data[i]! + frostWeight * texture.data[from + c]!);
      }
    }
  }
  return { width: image.width, height: image.height, data: result } satisfies RgbImage;
};

/** The point of the texture in the middle of what one pixel shows of it. */
function texturePosition(start: number, pixel: number, scale: number): number {
  return (start + Math.floor((pixel + 0.5) / scale)) % frostTextureSize;
}
