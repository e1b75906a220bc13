import { describe, expect, it } from 'vitest';
import { conv2d, maxPool2d } from '../../../../../src-main/engines/conv-ops.ts';
import { sizeOf, type HostTensor, type Named } from '../../../../../src-main/engines/engine.ts';
import { openWasmEngine } from '../../../../../src-main/engines/wasm.ts';
import { expectSame, onnxEngine, openEngines, operators, single, values, withGradients } from '../support.ts';

openEngines();

interface Case {
  readonly image: readonly [number, number, number, number];
  readonly weight: readonly [number, number, number, number];
  readonly stride: number;
  readonly padding: number;
  readonly groups: number;
}

const cases: readonly Case[] = [
  { image: [2, 3, 11, 9], weight: [4, 3, 7, 7], stride: 2, padding: 3, groups: 1 },
  { image: [2, 3, 8, 8], weight: [4, 3, 3, 3], stride: 1, padding: 1, groups: 1 },
  { image: [2, 3, 8, 9], weight: [4, 3, 3, 3], stride: 2, padding: 1, groups: 1 },
  { image: [2, 3, 5, 6], weight: [4, 3, 1, 1], stride: 1, padding: 0, groups: 1 },
  { image: [2, 3, 7, 6], weight: [4, 3, 1, 1], stride: 2, padding: 0, groups: 1 },
  { image: [2, 3, 9, 8], weight: [4, 3, 4, 4], stride: 4, padding: 0, groups: 1 },
  { image: [2, 3, 8, 7], weight: [3, 1, 7, 7], stride: 1, padding: 3, groups: 3 },
  { image: [2, 3, 8, 7], weight: [3, 1, 3, 3], stride: 2, padding: 1, groups: 3 },
];

/** The definition: for each place and output the sum over inputs and window. */
function convolved({ image, weight, stride, padding, groups }: Case, x: HostTensor, w: HostTensor, b: HostTensor) {
  const [batch, channels, height, width] = image;
  const [outputs, inputs, rows, columns] = weight;
  const tall = Math.floor((height + 2 * padding - rows) / stride) + 1;
  const wide = Math.floor((width + 2 * padding - columns) / stride) + 1;
  const found: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < tall * wide; i++) {
        const [top, left] = [Math.floor(i / wide) * stride - padding, (i % wide) * stride - padding];
        let sum = b.data[o]!;
        for (let j = 0; j < inputs * rows * columns; j++) {
          const [c, r, q] = [Math.floor(j / (rows * columns)), Math.floor(j / columns) % rows, j % columns];
          const [y, z] = [top + r, left + q];
          if (y < 0 || z < 0 || y >= height || z >= width) continue;
          const channel = groups === 1 ? c : o;
          sum +=
            x.data[((n * channels + channel) * height + y) * width + z]! * w.data[o * inputs * rows * columns + j]!;
        }
        found.push(sum);
      }
    }
  }
  return { shape: [batch, outputs, tall, wide], found };
}

describe('convolution', () => {
  it.each(cases)('of $image by $weight, stride $stride, $groups groups, is what it is defined as', async (one) => {
    const inputs = {
      x: values(one.image),
      weight: values(one.weight, { seed: 2 }),
      bias: values([one.weight[0]], { seed: 3 }),
    };
    const f = ({ x, weight, bias }: Record<string, Parameters<typeof conv2d>[0]>) =>
      conv2d(x!, weight!, { ...one, bias });
    const { y } = await expectSame(withGradients(f), inputs, { tolerance: 2e-5 });
    const { shape, found } = convolved(one, inputs.x, inputs.weight, inputs.bias);
    expect(y!.shape).toEqual(shape);
    for (const [i, value] of found.entries()) expect(y!.data[i]).toBeCloseTo(value, 4);
  });

  it('is one node, without a bias where there is none', () => {
    const { image, weight } = cases[1]!;
    const f = single(({ x, weight: w }) => conv2d(x!, w!, { padding: 1 }));
    expect(operators(f, { x: values(image), weight: values(weight) })).toEqual(['Conv']);
  });

  it('has gradients on the wasm engine, too', async () => {
    const wasm = await openWasmEngine();
    for (const one of [cases[2]!, cases[6]!]) {
      const inputs = { x: values(one.image), weight: values(one.weight, { seed: 2 }) };
      const f = withGradients(({ x, weight }) =>
        maxPool2d(conv2d(x!, weight!, one), { size: 3, stride: 2, padding: 1 }),
      );
      const results: Named<HostTensor>[] = [];
      for (const engine of [wasm, onnxEngine()]) {
        const step = await engine.compile(f, { label: 'test', inputs, constants: {} });
        results.push(await step.run(inputs));
        await step.dispose();
      }
      for (const name of ['y', 'dx', 'dweight']) {
        const [found, expected] = results.map((result) => result[name]!);
        expect(found!.shape).toEqual(expected!.shape);
        for (const [i, value] of expected!.data.entries()) expect(found!.data[i]).toBeCloseTo(value, 4);
      }
    }
    await wasm.dispose();
  });
});

describe('max pooling', () => {
  it.each([
    [[2, 3, 9, 8], { size: 3, stride: 2, padding: 1 }],
    [[2, 2, 8, 7], { size: 3, stride: 2, padding: 1 }],
    [[1, 2, 6, 6], { size: 2, stride: 2, padding: 0 }],
  ])('of %j has the value and gradient of the plain backend', async (shape, window) => {
    const { y } = await expectSame(
      withGradients(({ x }) => maxPool2d(x!, window)),
      { x: values(shape, { low: -3, high: -1 }) },
    );
    // Padding is smaller than any value.
    expect(Math.max(...y!.data)).toBeLessThan(0);
    expect(sizeOf(y!.shape)).toBe(y!.data.length);
  });

  it('has them where the places of the largest values are unknown, too', async () => {
    const window = { size: 3, stride: 2, padding: 1 };
    const pooled = withGradients(({ x }) => maxPool2d(x!, window));
    const x = values([2, 3, 9, 8], { low: -3, high: -1 });
    await expectSame(pooled, { x }, { provider: 'webgpu' });
    expect(operators(pooled, { x }, 'webgpu')).not.toContain('ScatterElements');
  });

  it.each(['cpu', 'webgpu'] as const)('hands the gradient to the first of equal values (%s)', async (provider) => {
    const x = values([1, 1, 4, 4]);
    x.data.fill(2);
    const { dx } = await expectSame(
      withGradients(({ x: image }) => maxPool2d(image!, { size: 3, stride: 2, padding: 1 })),
      { x },
      { provider },
    );
    expect([...dx!.data].map((value) => (value === 0 ? 0 : 1))).toEqual([
      1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ]);
  });
});
