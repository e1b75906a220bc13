import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import { constant, float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { augmentation, type AugmentationOptions } from '../../../src-main/methods/deyo-augment.ts';
import { resizeMatrix } from '../../../src-main/methods/resize-matrix.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { noise } from './support.ts';

const [batch, channels] = [2, 3];
const base = { parts: 2, window: { size: 3, row: 1, column: 2 } };

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

async function apply(
  side: number,
  options: AugmentationOptions,
  images: Float32Array,
  draws: Record<string, HostTensor>,
) {
  const change = augmentation(side, options);
  const constants = Object.fromEntries(Object.entries(change.constants).map(([name, x]) => [name, constant(x)]));
  const inputs = { images: float32(images, [batch, channels, side, side]), ...draws };
  const step = await engine.compile(({ images: x, ...drawn }, c) => ({ changed: change.apply(x, c, drawn) }), {
    label: 'augmentation',
    inputs,
    constants,
  });
  const { changed } = await step.run(inputs);
  await step.dispose();
  return changed.data as Float32Array;
}

const order = (...rows: number[][]): HostTensor => ({
  data: Int32Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
  dtype: 'int32',
});

describe('shuffled patches', () => {
  it('put patch order[p] of an image where patch p was', async () => {
    const side = 4;
    const images = noise(batch * channels * side * side, 1);
    const orders = [
      [3, 0, 1, 2],
      [1, 2, 3, 0],
    ];
    const found = await apply(side, { ...base, kind: 'patch' }, images, { permutation: order(...orders) });
    const at = (image: number, channel: number, row: number, column: number): number =>
      ((image * channels + channel) * side + row) * side + column;
    for (let image = 0; image < batch; image++) {
      for (let channel = 0; channel < channels; channel++) {
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++) {
            const patch = 2 * Math.floor(row / 2) + Math.floor(column / 2);
            const from = orders[image]![patch]!;
            const [r, c] = [2 * Math.floor(from / 2) + (row % 2), 2 * (from % 2) + (column % 2)];
            expect(found[at(image, channel, row, column)]).toBe(images[at(image, channel, r, c)]);
          }
        }
      }
    }
  });

  it('are drawn for each image on its own, and again by the same seed', () => {
    const change = augmentation(12, { ...base, parts: 3, kind: 'patch' });
    const { permutation } = change.draw(4, seeded(1));
    expect(permutation!.shape).toEqual([4, 9]);
    const rows = Array.from({ length: 4 }, (_, i) => [...permutation!.data.slice(9 * i, 9 * i + 9)]);
    for (const row of rows) expect(row.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(rows.map(String)).size).toBe(4);
    expect(change.draw(4, seeded(1))).toEqual({ permutation });
    expect(change.draw(4, seeded(2))).not.toEqual({ permutation });
  });

  it('keep the size of images that they don’t divide, and constant images as they are', async () => {
    const side = 7;
    const images = new Float32Array(batch * channels * side * side).fill(0.25);
    const orders = order([1, 0, 2, 3], [3, 2, 1, 0]);
    const found = await apply(side, { ...base, kind: 'patch' }, images, { permutation: orders });
    expect(found.length).toBe(images.length);
    for (const value of found) expect(value).toBeCloseTo(0.25, 6);
  });
});

describe('other augmentations', () => {
  const side = 5;
  const images = noise(batch * channels * side * side, 2);

  it('move all pixels of a batch alike', async () => {
    const permutation: HostTensor = {
      data: Int32Array.from({ length: 25 }, (_, i) => (i * 7) % 25),
      shape: [25],
      dtype: 'int32',
    };
    const found = await apply(side, { ...base, kind: 'pixel' }, images, { permutation });
    found.forEach((value, i) => expect(value).toBe(images[i - (i % 25) + (((i % 25) * 7) % 25)]));
  });

  it('cover a window with the mean colour, cut at the edge', async () => {
    const found = await apply(side, { ...base, kind: 'occlusion', window: { size: 4, row: 1, column: 3 } }, images, {});
    found.forEach((value, i) => {
      const [plane, row, column] = [Math.floor(i / 25), Math.floor((i % 25) / 5), i % 5];
      const mean = images.subarray(plane * 25, plane * 25 + 25).reduce((a, b) => a + b) / 25;
      expect(value).toBeCloseTo(row >= 1 && column >= 3 ? mean : images[i]!, 6);
    });
  });
});

describe('resizeMatrix', () => {
  it('has rows that sum to one, and is the identity for the same size', () => {
    for (const [from, to] of [
      [7, 5],
      [5, 7],
      [32, 30],
    ] as const) {
      const { data } = resizeMatrix(from, to);
      for (let i = 0; i < to; i++) {
        const row = [...data.slice(i * from, (i + 1) * from)] as number[];
        expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 6);
      }
    }
    expect([...resizeMatrix(3, 3).data]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  });

  it('widens its filter when it shrinks', () => {
    // Halving: centres at 1 and 3, triangles of half-width 2.
    const [first] = [[...resizeMatrix(4, 2).data.slice(0, 4)]];
    expect(first.map((x) => Math.round(7 * x))).toEqual([3, 3, 1, 0]);
  });
});
