import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../../src-shared/random.ts';
import { constant, float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { drawKept, lowFrequencies, withoutFrequencies } from '../../../src-main/methods/augment/low-frequencies.ts';
import { patchRows, withPatchNoise } from '../../../src-main/methods/augment/patch-noise.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { noise } from './support.ts';
import { results, stateOf } from './support-stream.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const size = 10;
const images = float32(noise(3 * size * size, 1), [1, 3, size, size]);

async function filtered(kept: HostTensor): Promise<HostTensor> {
  const step = await engine.compile(
    (inputs, constants) => ({ view: withoutFrequencies(inputs.images, inputs.kept, constants['waves']!) }),
    { label: 'test', inputs: { images, kept }, constants: { waves: constant(lowFrequencies(size)) } },
  );
  const { view } = await step.run({ images, kept });
  await step.dispose();
  return view;
}

/** Σ x·e^(−2πi(u·row + v·column)/size) of the first channel. */
function coefficient({ data }: HostTensor, u: number, v: number): [number, number] {
  let [real, imaginary] = [0, 0];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const angle = (2 * Math.PI * (u * row + v * column)) / size;
      real += data[row * size + column]! * Math.cos(angle);
      imaginary -= data[row * size + column]! * Math.sin(angle);
    }
  }
  return [real, imaginary];
}

describe('low frequencies', () => {
  it('are lost with their opposites, and no others', async () => {
    // A side of 2 pixels reaches from −1 to 0, with its mirror image to 1.
    const kept = new Float32Array(27).fill(1);
    kept[0] = kept[8] = 0; // (−1, −1) and (1, 1) of the first channel
    const view = await filtered(float32(kept, [1, 3, 3, 3]));
    for (let u = 0; u < size; u++) {
      for (let v = 0; v < size; v++) {
        const lost = (u === 1 && v === 1) || (u === size - 1 && v === size - 1);
        const before = coefficient(images, u, v);
        const after = coefficient(view, u, v);
        for (const i of [0, 1] as const) expect(after[i]).toBeCloseTo(lost ? 0 : before[i], 4);
      }
    }
    const rest = size * size;
    expect([...view.data.slice(rest)].every((value, i) => Math.abs(value - images.data[rest + i]!) < 1e-6)).toBe(true);
  });

  it('are drawn for each image and channel, in pairs, at the rate asked for', () => {
    const { data, shape } = drawKept(50, 40, 0.3, seeded(1));
    expect(shape).toEqual([40, 3, 11, 11]);
    let lost = 0;
    for (let first = 0; first < data.length; first += 121) {
      const mask = [...data.slice(first, first + 121)];
      expect(mask).toEqual(mask.toReversed());
      lost += mask.filter((value) => value === 0).length;
      // Corners that lie neither in the square nor in its mirror image.
      expect([mask[10], mask[110]]).toEqual([1, 1]);
    }
    expect(lost / (120 * 119)).toBeCloseTo(0.3, 1);
    expect(drawKept(50, 2, 0, seeded(1)).data.every((value) => value === 1)).toBe(true);
  });
});

it('noise is blended in patch by patch and clipped', async () => {
  const step = await engine.compile(({ x, n, a, rows }) => ({ view: withPatchNoise(x, n, a, rows) }), {
    label: 'test',
    inputs: {
      x: float32(new Float32Array(27).fill(0.5), [1, 3, 3, 3]),
      n: float32(new Float32Array(27).fill(-4), [3, 3, 3]),
      a: float32(new Float32Array(4)),
      rows: patchRows(3, 2),
    },
    constants: {},
  });
  const { view } = await step.run({
    x: float32(new Float32Array(27).fill(0.5), [1, 3, 3, 3]),
    n: float32(new Float32Array(27).fill(-4), [3, 3, 3]),
    a: float32(Float32Array.of(0, 0.5, 1, -0.5)),
    rows: patchRows(3, 2),
  });
  await step.dispose();
  const mixed = 0.75 * 0.5 + 0.25 * -4;
  expect([...view.data.slice(0, 9)]).toEqual([0.5, 0.5, mixed, 0.5, 0.5, mixed, -1, -1, mixed]);
});

describe('SPA', () => {
  it('keeps the mean share of noise while the strengths climb', async () => {
    const found = await results('spa', { noiseRatio: 0.2, noisePatch: 2, lrNoise: 5 }, [5, 6, 7]);
    const strengths = stateOf(found, 'noise');
    for (const row of strengths) {
      expect(row.reduce((sum, a) => sum + a * a, 0) / row.length).toBeCloseTo(0.2, 5);
    }
    expect(strengths.some((row) => new Set(row).size > 1)).toBe(true);
  });

  it('has the losses of the views and of its auxiliary in its loss', async () => {
    const [alone] = await results('spa', {}, [5]);
    const [tent] = await results('spa', { auxiliary: 'tent' }, [5]);
    const views = (['frequency_loss', 'noise_loss'] as const).map((name) => alone!.details[name]!.data[0]!);
    expect(alone!.diagnostics['loss']).toBeCloseTo(views[0]! + views[1]!, 6);
    expect(tent!.diagnostics['loss']).toBeCloseTo(views[0]! + views[1]! + 0.1 * tent!.diagnostics['entropy']!, 6);
    expect(stateOf([alone!], 'probabilities.known')).toEqual([[0]]);
  });
});
