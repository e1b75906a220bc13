import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { corruptImages } from '../../../src-main/lab/corrupt-images.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('corrupt');
const photos = path.join(root, 'photos');
const side = 48;

beforeAll(async () => {
  mkdirSync(path.join(photos, 'cats'), { recursive: true });
  const data = Uint8Array.from({ length: 3 * side * side }, (_, i) => (i * 7) % 256);
  const image = sharp(data, { raw: { width: side, height: side, channels: 3 } });
  await image
    .clone()
    .png()
    .toFile(path.join(photos, 'cats', 'one.png'));
  await image.clone().jpeg().toFile(path.join(photos, 'two.jpg'));
  writeFileSync(path.join(photos, 'broken.png'), 'no image');
});

const request = { source: photos, corruptions: ['fog', 'contrast'], severities: [1, 5], seed: 1 };

async function pixels(file: string): Promise<Buffer> {
  return sharp(file).raw().toBuffer();
}

describe('corruptImages', () => {
  it('writes a folder in the layout of ImageNet-C, names what it can not read, and repeats itself', async () => {
    const out = path.join(root, 'a');
    const { written, skipped } = await corruptImages({ ...request, out });
    expect(written).toHaveLength(8);
    expect(skipped.map(({ path: file }) => path.basename(file))).toEqual(['broken.png']);
    expect(readdirSync(path.join(out, 'fog', '5', 'cats'))).toEqual(['one.png']);
    const again = await corruptImages({ ...request, out: path.join(root, 'b') });
    for (const [i, file] of written.entries()) {
      expect(await pixels(again.written[i]!)).toEqual(await pixels(file));
    }
  });

  it('corrupts more the more severe', async () => {
    const { written } = await corruptImages({ ...request, corruptions: ['contrast'], out: path.join(root, 'c') });
    const spread = async (file: string) => (await sharp(file).stats()).channels[0]!.stdev;
    const [weak, strong] = written.filter((file) => file.endsWith('one.png'));
    expect(await spread(strong!)).toBeLessThan(0.5 * (await spread(weak!)));
  });

  it('takes a single image, and resizes on request', async () => {
    const source = path.join(photos, 'two.jpg');
    const { written } = await corruptImages({ ...request, source, size: 32, out: path.join(root, 'd') });
    expect(written[0]).toBe(path.join(root, 'd', 'fog', '1', 'two.png'));
    expect(await sharp(written[0]).metadata()).toMatchObject({ width: 32, height: 32 });
  });

  it.each([
    [{ corruptions: ['fgo'] }, 'bad-option'],
    [{ severities: [6] }, 'bad-option'],
    [{ source: path.join(root, 'nowhere') }, 'not-found'],
    [{ source: path.join(photos, 'broken.png') }, 'bad-input'],
  ])('refuses %j', async (changes, code) => {
    await expect(corruptImages({ ...request, out: path.join(root, 'e'), ...changes })).rejects.toMatchObject({ code });
  });
});
