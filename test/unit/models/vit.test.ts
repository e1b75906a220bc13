import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constant, float32, type Engine, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { foaGradient } from '../../../src-main/methods/foa-gradient.ts';
import { batchMoments } from '../../../src-main/methods/losses.ts';
import { loadSourceModel } from '../../../src-main/models/load-model.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import { vitForwardBytes } from '../../../src-main/models/vit-layout.ts';
import { goldenFolder, largestDifference, readTensors } from './support.ts';

const recorded = readTensors(join(goldenFolder, 'forward.safetensors'));
const statistics = readTensors(join(goldenFolder, 'source_stats.safetensors'));
const stream = readTensors(join(goldenFolder, 'images.safetensors'))['x']!;
const images = float32(stream.data.slice(0, 8 * 3 * 32 * 32) as Float32Array, [8, 3, 32, 32]);

let engine: Engine;
let model: SourceModel;
let found: Named<HostTensor>;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
  model = await loadSourceModel(join(goldenFolder, 'model.safetensors'), { heads: 3 });
  const step = await engine.compile(
    (inputs, constants) => {
      const [batch, theta] = [inputs['images'], inputs['theta']];
      const { features } = model.forward(batch, theta, constants);
      const { gradient, logits, diagnostics } = foaGradient({ model }, batch, theta, constants, 0.4);
      return { logits, features, gradient, ...batchMoments(features), ...diagnostics };
    },
    {
      label: 'forward and backward pass',
      inputs: { images, theta: model.theta },
      constants: {
        ...model.constants,
        'source.std': constant(statistics['std']!),
        'source.mean': constant(statistics['mean']!),
      },
    },
  );
  found = await step.run({ images, theta: model.theta });
});
afterAll(() => engine.dispose());

describe('forward and backward pass of the recorded ViT', () => {
  it.each([
    ['logits', 'logits', 5e-5],
    ['features', 'layers_cls_features', 5e-6],
    ['std', 'batch_std', 5e-6],
    ['mean', 'batch_mean', 5e-6],
    ['loss', 'loss', 5e-6],
    ['entropy', 'entropy_loss', 5e-6],
    ['discrepancy', 'discrepancy_loss', 5e-6],
  ])('gives the recorded %s', (name, tensor, tolerance) => {
    expect(largestDifference(found[name]!.data, recorded[tensor]!.data)).toBeLessThan(tolerance);
  });

  it('gives the recorded gradient of every norm parameter', () => {
    const { data } = found['gradient']!;
    for (const { name, size, offset } of model.normParameters) {
      const part = data.slice(offset, offset + size);
      expect(largestDifference(part, recorded[`grad.${name}`]!.data), name).toBeLessThan(1e-5);
    }
  });
});

describe('forward pass with prompts', () => {
  const foa = readTensors(join(goldenFolder, 'methods', 'foa.safetensors'));
  const [candidates, rows] = [28, 8];
  const prompts = float32((foa['prompts']!.data as Float32Array).slice(0, candidates * 3 * 48), [candidates, 3, 48]);

  it('gives the recorded logits and class features of all candidates at once', async () => {
    const step = await engine.compile(
      (inputs, constants) => {
        const { logits, features } = model.forward(inputs['images'], inputs['theta'], constants, inputs['prompts']);
        return { logits, features };
      },
      { label: 'prompted forward pass', inputs: { images, theta: model.theta, prompts }, constants: model.constants },
    );
    const { logits, features } = await step.run({ images, theta: model.theta, prompts });
    expect(logits.shape).toEqual([candidates * rows, 10]);
    // The outputs of the first batch carry no activation shift yet.
    const outputs = foa['candidate_outputs']!.data.slice(0, candidates * rows * 10);
    expect(largestDifference(logits.data, outputs)).toBeLessThan(5e-5);
    const means = foa['candidate_cls_mean']!.data.slice(0, candidates * 48);
    const found48 = means.map((_, at) => {
      const [k, j] = [Math.floor(at / 48), at % 48];
      let sum = 0;
      for (let b = 0; b < rows; b++) sum += features.data[(k * rows + b) * 144 + 96 + j]!;
      return sum / rows;
    });
    expect(largestDifference(found48, means)).toBeLessThan(5e-6);
  });
});

describe('vitForwardBytes', () => {
  const base = { imageSize: 224, patchSize: 16, dim: 768, depth: 12, heads: 12, mlpDim: 3072, classes: 1000 };

  it('is of the size that was measured on ViT-B/16: 1 GB for 56 images', () => {
    const total = 56 * vitForwardBytes(base, 3);
    expect(total).toBeGreaterThan(0.8e9);
    expect(total).toBeLessThan(1.3e9);
  });

  it('grows with the tokens and not with the depth', () => {
    expect(vitForwardBytes(base, 3)).toBeGreaterThan(vitForwardBytes(base));
    expect(vitForwardBytes({ ...base, depth: 24 })).toBe(vitForwardBytes(base));
  });
});
