import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodeWhole } from '../../../../src-main/data/folder/decode.ts';
import { imageFileProblem } from '../../../../src-main/data/folder/signature.ts';
import { put } from '../../../support/image-folder.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const root = temporaryFolder('signature');
const picture = sharp({ create: { width: 20, height: 20, channels: 3, background: '#336699' } });

it.each([
  ['a GIF file', () => picture.clone().gif().toBuffer()],
  ['an AVIF file', () => picture.clone().avif().toBuffer()],
  ['a TIFF file', () => picture.clone().tiff().toBuffer()],
  ['an SVG drawing', () => '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>'],
  ['a BMP file', () => `BM${'\0'.repeat(80)}`],
  ['an array of NumPy', () => Buffer.from('\x93NUMPY\x01\0v\0{}', 'latin1')],
])('%s behind .jpg is left out by a look into the folder and by runs alike', async (what, make) => {
  const file = path.join(root, 'picture.jpg');
  await put(file, await make());
  const problem = `is ${what}, which is not read`;
  expect(await imageFileProblem(file)).toBe(problem);
  await expect(decodeWhole(file)).rejects.toThrow(problem);
});

it('PNG and WebP behind .jpg are read, as they always were', async () => {
  for (const make of [picture.clone().png(), picture.clone().webp()]) {
    const file = path.join(root, 'picture.jpg');
    await put(file, await make.toBuffer());
    expect(await imageFileProblem(file)).toBeUndefined();
    expect(await decodeWhole(file)).toMatchObject({ width: 20, height: 20 });
  }
});
