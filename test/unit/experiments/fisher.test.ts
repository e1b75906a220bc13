import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { computeFisher } from '../../../src-main/experiments/fisher.ts';
import { channelModel, cpuEngine, imageSize } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

/** Images of one colour, by their channels. */
const colours = [
  [1, 0.5, 0],
  [0, 2, 1],
  [0.5, 0, 0.25],
];
const imagesOf = (rows: readonly number[][]): Float32Array =>
  Float32Array.from(rows.flatMap((row) => row.flatMap((value) => new Array<number>(imageSize ** 2).fill(value))));

async function* inBatches(size: number) {
  for (let first = 0; first < colours.length; first += size) {
    const rows = colours.slice(first, first + size);
    yield await Promise.resolve({ images: imagesOf(rows), size: rows.length });
  }
}

/** Logits are the channels times θ = 1, so that dL/dθ_c is the mean of (p_c − [c predicted])·x_c. */
function gradientOf(rows: readonly number[][]): number[] {
  return [0, 1, 2].map((c) => {
    const terms = rows.map((row) => {
      const total = row.reduce((sum, value) => sum + Math.exp(value), 0);
      const predicted = row.indexOf(Math.max(...row));
      return (Math.exp(row[c]!) / total - (c === predicted ? 1 : 0)) * row[c]!;
    });
    return terms.reduce((a, b) => a + b) / rows.length;
  });
}

describe('computeFisher', () => {
  it.each([1, 2, 3])('squares the mean gradient of batches of %d and averages over them', async (size) => {
    const batches = Array.from({ length: Math.ceil(3 / size) }, (_, i) => colours.slice(i * size, (i + 1) * size));
    const { data } = await computeFisher(engine, channelModel, inBatches(size));
    for (const c of [0, 1, 2]) {
      const mean = batches.reduce((sum, rows) => sum + gradientOf(rows)[c]! ** 2, 0) / batches.length;
      expect(data[c]).toBeCloseTo(mean, 6);
    }
  });

  it('needs an image', async () => {
    await expect(computeFisher(engine, channelModel, none())).rejects.toThrow('at least one source image');
  });
});

async function* none(): AsyncGenerator<{ images: Float32Array; size: number }> {
  yield* await Promise.resolve([]);
}
