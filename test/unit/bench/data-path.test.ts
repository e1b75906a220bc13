import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { samplePhoto } from '../../../src-main/data/sample-photos.ts';
import { measureDataPath } from '../../../src-main/bench/data-path.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('samplePhoto', () => {
  it("has the size of ImageNet's photographs, and is the same again from the same seed", async () => {
    const photo = await samplePhoto(3);
    expect(await sharp(photo).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 375 });
    expect(photo.length).toBeGreaterThan(80_000);
    expect(photo.length).toBeLessThan(140_000);
    expect(await samplePhoto(3)).toEqual(photo);
    expect(await samplePhoto(4)).not.toEqual(photo);
  });
});

describe('measureDataPath', () => {
  it('times images on their way from files to tensors', async () => {
    const report = await measureDataPath(join(temporaryFolder('data-path'), 'data'), 130, 2);
    expect(report).toMatchObject({ images: 130, imageSize: 224, photo: { width: 500, height: 375 } });
    expect(report.imagesPerSecond).toBeGreaterThan(1);
    expect(report.cpuSecondsPerImage).toBeGreaterThan(0);
    expect(report.peakBytes).toBeLessThan(1e9);
  });
});
