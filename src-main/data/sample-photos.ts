import { link, mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { plasma } from './corruptions/numeric/plasma.ts';
import { createRandomStream, type RandomStream } from './corruptions/random.ts';
import { blankImage, channelCount, type RgbImage } from './image.ts';

/** The most usual size of ImageNet's photographs, and a quality that makes files of their usual length, about 110 kB. */
const usual = { width: 500, height: 375, quality: 94 } as const;
const mapSide = 512;
/** How fast finer detail fades, and how strong the grain of the sensor is (share of the full scale). */
const decay = { light: 1.3, tint: 1.6 } as const;
const grain = 0.1;

/** Something as restless as a photograph: clouds of colour under one of light, and grain. */
function drawPhoto(random: RandomStream): RgbImage {
  const image = blankImage(usual.width, usual.height);
  const light = plasma(mapSide, decay.light, random);
  const tints = Array.from({ length: channelCount }, () => plasma(mapSide, decay.tint, random));
  for (let y = 0, i = 0; y < usual.height; y++) {
    for (let x = 0; x < usual.width; x++) {
      const at = y * mapSide + x;
      const brightness = light[at]! + grain * random.uniform(-1, 1);
      for (const tint of tints) image.data[i++] = 255 * Math.min(1, Math.max(0, brightness * (0.5 + tint[at]!)));
    }
  }
  return image;
}

/** A JPEG such as ImageNet is made of, drawn from `seed`: its most usual size, and of the usual number of bytes. */
export function samplePhoto(seed: number): Promise<Buffer> {
  const { data, width, height } = drawPhoto(createRandomStream(seed));
  return sharp(data, { raw: { width, height, channels: channelCount } })
    .jpeg({ quality: usual.quality })
    .toBuffer();
}

export interface SamplePhotos {
  readonly width: number;
  readonly height: number;
  /** Mean length of the files. */
  readonly bytes: number;
}

/**
 * Writes a folder of one class with `count` photographs as of ImageNet, of which `distinct` differ; the others are links
 * to them.
 */
export async function writeSamplePhotos(folder: string, count: number, distinct: number): Promise<SamplePhotos> {
  const root = join(folder, 'photos');
  await mkdir(root, { recursive: true });
  const nameOf = (place: number): string => join(root, `${String(place).padStart(6, '0')}.JPEG`);
  let bytes = 0;
  for (let place = 0; place < count; place++) {
    if (place < distinct) await writeFile(nameOf(place), await samplePhoto(place));
    else await link(nameOf(place % distinct), nameOf(place));
    bytes += (await stat(nameOf(place))).size;
  }
  return { width: usual.width, height: usual.height, bytes: bytes / count };
}
