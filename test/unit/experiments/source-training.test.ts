import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import {
  decayMask,
  flatLayout,
  flatten,
  learningRateAt,
  sourceTrainingStep,
  unflatten,
  type SourceTrainingOptions,
} from '../../../src-main/experiments/source-training.ts';
import { initialTheta, initialVitWeights } from '../../../src-main/models/init-vit.ts';
import type { VitShape } from '../../../src-main/models/vit-layout.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

const shape: VitShape = { imageSize: 8, patchSize: 4, dim: 16, depth: 2, heads: 2, mlpDim: 32, classes: 3 };
const options: SourceTrainingOptions = {
  learningRate: 3e-3,
  weightDecay: 0.05,
  beta1: 0.9,
  beta2: 0.99,
  clip: 1,
  warmUp: 0.1,
};
const layout = flatLayout(shape);
const tensors = { ...initialVitWeights(shape, 1), theta: float32(initialTheta(shape)) };

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 78.233) * Math.cos(i * 1.7));
}

function scalar(value: number): HostTensor {
  return float32(Float32Array.of(value), []);
}

function inputs(rate: number) {
  const zeros = float32(new Float32Array(layout.total));
  return {
    images: float32(noise(6 * 192), [6, 3, 8, 8]),
    targets: float32(
      Float32Array.from({ length: 18 }, (_, i) => Number(i % 3 === Math.floor(i / 3) % 3)),
      [6, 3],
    ),
    decay: float32(decayMask(layout)),
    rate: scalar(rate),
    state: { weights: float32(flatten(layout, tensors)), m: zeros, v: zeros, count: scalar(0) },
  };
}

async function train(settings: SourceTrainingOptions, rate: number, steps: number) {
  const given = inputs(rate);
  let { state } = given;
  const step = await engine.compile(sourceTrainingStep(shape, settings), {
    label: 'training',
    inputs: given,
    constants: {},
  });
  const results: Awaited<ReturnType<typeof step.run>>[] = [];
  for (let i = 0; i < steps; i++) {
    const outputs = await step.run({ ...given, state });
    results.push(outputs);
    ({ state } = outputs);
  }
  await step.dispose();
  return results;
}

describe('the flat vector of all weights', () => {
  it('holds every weight once and gives it back', () => {
    const again = unflatten(layout, flatten(layout, tensors));
    expect(Object.keys(again).sort()).toEqual(Object.keys(tensors).sort());
    expect(again).toEqual(tensors);
  });

  it('lets matrices decay, but neither biases, norms, positions nor the class token', () => {
    const marked = unflatten(layout, decayMask(layout));
    const decaying = Object.keys(marked).filter((name) => marked[name]!.data.every((value) => value === 1));
    const fixed = Object.keys(marked).filter((name) => marked[name]!.data.every((value) => value === 0));
    expect([...decaying, ...fixed].sort()).toEqual(Object.keys(marked).sort());
    expect(fixed.filter((name) => !name.endsWith('.bias')).sort()).toEqual(['cls_token', 'pos_embed', 'theta']);
  });
});

describe('learningRateAt', () => {
  it('rises in a line, then falls as a cosine to nothing', () => {
    const rates = Array.from({ length: 100 }, (_, step) => learningRateAt(step, 100, options));
    expect(rates[0]).toBeCloseTo(3e-4, 9);
    expect(rates[9]).toBeCloseTo(3e-3, 9);
    expect(rates[10]).toBeCloseTo(3e-3, 9);
    expect(rates[55]).toBeCloseTo(1.5e-3, 9);
    expect(rates[99]).toBeLessThan(2e-6);
    expect(rates.slice(10)).toEqual(rates.slice(10).toSorted((a, b) => b - a));
  });
});

describe('sourceTrainingStep', () => {
  it('learns six images by heart', async () => {
    const results = await train(options, 3e-3, 60);
    expect(results[0]!.loss.data[0]).toBeCloseTo(Math.log(3), 1);
    expect(results.at(-1)!.loss.data[0]).toBeLessThan(0.1);
    expect(results.at(-1)!.correct.data[0]).toBe(6);
    expect(results.at(-1)!.state.count.data[0]).toBe(60);
  });

  it('moves each weight by the learning rate at first, as Adam does, and lets matrices decay', async () => {
    const rate = 1e-3;
    const [first] = await train({ ...options, weightDecay: 0.5 }, rate, 1);
    const [before, decay, mask] = [flatten(layout, tensors), 0.5, decayMask(layout)];
    for (const [i, value] of first!.state.weights.data.entries()) {
      const moved = Math.abs(value - before[i]! * (1 - rate * decay * mask[i]!));
      expect(moved).toBeLessThan(rate * 1.001 + 1e-7);
    }
  });

  it('cuts a long gradient down to the given length', async () => {
    const norm = async (clip: number): Promise<number> => {
      const [first] = await train({ ...options, clip }, 1e-3, 1);
      return Math.hypot(...first!.state.m.data) / (1 - options.beta1);
    };
    const whole = await norm(1e6);
    expect(whole).toBeGreaterThan(0.01);
    expect(await norm(whole / 2)).toBeCloseTo(whole / 2, 4);
    expect(await norm(2 * whole)).toBeCloseTo(whole, 4);
  });
});
