import { channelCount } from '../image.ts';
import type { Corruption } from './parameters.ts';

/** Compresses as baseline JPEG with the standard's own quantisation tables and 4:2:0 colour, and decodes again. */
export const jpegCompression: Corruption<'jpeg_compression'> = async ({ width, height, data }, { quality }) => {
  const { default: sharp } = await import('sharp');
  const compressed = await sharp(data, { raw: { width, height, channels: channelCount } })
    .jpeg({
      quality,
      chromaSubsampling: '4:2:0',
      quantisationTable: 0,
      mozjpeg: false,
      optimiseCoding: false,
      progressive: false,
    })
    .toBuffer();
  const decoded = await sharp(compressed).raw().toBuffer();
  return { width, height, data: new Uint8Array(decoded) };
};
