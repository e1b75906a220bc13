import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { constant, float32, type Engine, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { foaGradient } from '../../../src-main/methods/foa-gradient.ts';
import { batchMoments } from '../../../src-main/methods/losses.ts';
import { loadSourceModel } from '../../../src-main/models/load-vit.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
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
      const [batch, theta] = [inputs['images']!, inputs['theta']!];
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
