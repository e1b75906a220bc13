import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeImage } from '../../../src-main/data/folder/decode.ts';
import { choose, mutateBytes } from '../mutate.ts';
import type { FuzzTarget } from '../target.ts';

const folderOfSeeds = path.join(import.meta.dirname, '..', '..', 'data', 'pillow');
const files = [
  'cmyk.JPEG',
  'exif-rotated.JPEG',
  'grey.JPEG',
  'progressive.JPEG',
  'wide-gamut.JPEG',
  'expected/grey.png',
];
const side = 32;

/** Damaged images on the way from a file to what a model sees. */
export const imagesTarget: FuzzTarget = {
  name: 'images',
  open(folder) {
    const seeds = files.map((file) => readFileSync(path.join(folderOfSeeds, file)));
    const file = path.join(folder, 'image');
    return {
      async attempt(random) {
        writeFileSync(file, mutateBytes(choose(random, seeds), random));
        try {
          const { width, height, data } = await decodeImage(file, side);
          if (width === side && height === side && data.length === 3 * side * side) return 'accepted';
        } catch (error) {
          const { message } = error as Error;
          if (/^(?:is|has|can't be read|holds) /.test(message)) return message.replace(/\d+/g, 'n').slice(0, 40);
          throw error;
        }
        throw new Error('It is decoded to another size.');
      },
    };
  },
};
