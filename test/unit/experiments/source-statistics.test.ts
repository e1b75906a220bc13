import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { computeSourceStatistics } from '../../../src-main/experiments/source-statistics.ts';
import { channelModel, cpuEngine, fakeStream, imageSize } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const pixels = imageSize ** 2;

/** Features of the channel model: the mean of each channel of each image. */
async function plainFeatures(images: number): Promise<number[][]> {
  const all: number[][] = [];
  for await (const batch of fakeStream({ images, batchSize: images }).batches()) {
    for (let i = 0; i < 3 * batch.size; i += 3) {
      const channel = (c: number): number =>
        batch.images.slice((i + c) * pixels, (i + c + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels;
      all.push([channel(0), channel(1), channel(2)]);
    }
  }
  return all;
}

describe('computeSourceStatistics', () => {
  it.each([2, 3, 5, 11])(
    'gives mean and unbiased standard deviation over all images, in batches of %d',
    async (batchSize) => {
      const features = await plainFeatures(11);
      const { mean, std } = await computeSourceStatistics(engine, channelModel, fakeStream({ images: 11, batchSize }));
      for (let j = 0; j < 3; j++) {
        const column = features.map((row) => row[j]!);
        const centre = column.reduce((sum, value) => sum + value, 0) / 11;
        const variance = column.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 10;
        expect(mean.data[j]).toBeCloseTo(centre, 6);
        expect(std.data[j]).toBeCloseTo(Math.sqrt(variance), 6);
      }
      expect(engine.memory().steps).toBe(0);
    },
  );

  it('loses nothing where features are large and vary little', async () => {
    const stream = fakeStream({ images: 8, batchSize: 4 });
    const shifted = {
      ...stream,
      async *batches() {
        for await (const batch of stream.batches())
          yield { ...batch, images: batch.images.map((value, i) => 1000 + (Math.floor(i / 12) % 2) + 0 * value) };
      },
    };
    const { mean, std } = await computeSourceStatistics(engine, channelModel, shifted);
    for (let j = 0; j < 3; j++) {
      expect(mean.data[j]).toBeCloseTo(1000.5, 3);
      expect(std.data[j]).toBeCloseTo(Math.sqrt(2 / 7), 4);
    }
  });

  it('needs two images', async () => {
    const one = computeSourceStatistics(engine, channelModel, fakeStream({ images: 1, batchSize: 4 }));
    await expect(one).rejects.toMatchObject({ code: 'bad-input' });
  });
});
