import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourceRecipes } from '../../../scripts/quickstart/source-models.ts';
import { openDataset } from '../../../src-main/data/datasets.ts';
import type { Dataset } from '../../../src-main/data/dataset.ts';
import { float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';
import { loadSourceModel } from '../../../src-main/models/load-model.ts';
import { isNameOfModel, modelFile } from '../../../src-main/platform/package-root.ts';
import { largestDifference } from './support.ts';

const name = 'quickstart-small';
const file = modelFile(name);
const log = JSON.parse(readFileSync(file.replace(/\.safetensors$/, '.log.json'), 'utf8')) as {
  readonly shape: unknown;
  readonly epochs: number;
  readonly log: readonly { readonly epoch: number; readonly validationAccuracy: number }[];
};
const batchSize = 100;
const model = await loadSourceModel(file);

let dataset: Dataset;
beforeAll(async () => {
  dataset = await openDataset({ kind: 'quickstart', split: 'validation' });
});
afterAll(() => dataset.close());

async function compileForward(engine: Engine) {
  const shape = [batchSize, 3, model.imageSize, model.imageSize];
  const step = await engine.compile(
    (inputs, constants) => ({ logits: model.forward(inputs.images, inputs.theta, constants).logits }),
    {
      label: 'forward',
      inputs: { images: { shape, dtype: 'float32' }, theta: model.theta },
      constants: model.constants,
    },
  );
  return async (images: Float32Array): Promise<HostTensor> =>
    (await step.run({ images: float32(images, shape), theta: model.theta })).logits;
}

/** Batches of clean images. @param images null for all there are */
async function cleanBatches(images: number | null) {
  const stream = await dataset.stream({
    ...{ shifts: [{ corruption: 'clean', severity: 0 }], images, seed: 1, batchSize },
    ...{ imageSize: model.imageSize, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  });
  return stream.batches();
}

function correctOf(logits: HostTensor, labels: Int32Array): number {
  const classes = logits.data.length / labels.length;
  return labels.reduce((correct, label, i) => {
    const row = Array.from(logits.data.subarray(i * classes, (i + 1) * classes));
    return correct + (row.indexOf(Math.max(...row)) === label ? 1 : 0);
  }, 0);
}

describe('the smaller model of the quick start', () => {
  it('is of the shape that the training has for it, and small', () => {
    expect(log.shape).toEqual(sourceRecipes[name].shape);
    expect(log.log.at(-1)!.epoch).toBe(log.epochs);
    const { dim, depth } = sourceRecipes[name].shape;
    expect(model.theta.data).toHaveLength((2 * depth + 1) * 2 * dim);
    expect(statSync(file).size).toBeLessThan(1e6);
    expect(isNameOfModel(name)).toBe(true);
    expect(isNameOfModel('quickstart-large')).toBe(false);
    expect(modelFile('quickstart-large')).toBe('quickstart-large');
  });

  it('is as good on clean images that it was not trained on as its log says', async () => {
    const engine = await openOnnxEngine('cpu', { threads: 1 });
    try {
      const forward = await compileForward(engine);
      let [correct, images] = [0, 0];
      for await (const batch of await cleanBatches(null)) {
        correct += correctOf(await forward(batch.images), batch.labels);
        images += batch.size;
      }
      expect(images).toBe(2000);
      // Two images may be on the edge between two classes in another order of the same sums.
      expect(Math.abs(correct / images - log.log.at(-1)!.validationAccuracy)).toBeLessThanOrEqual(0.001);
    } finally {
      await engine.dispose();
    }
  });

  it('gives the same logits on ONNX Runtime and on wasm', async () => {
    const engines = [await openOnnxEngine('cpu', { threads: 1 }), await openWasmEngine()];
    try {
      const forwards = [];
      for (const engine of engines) forwards.push(await compileForward(engine));
      for await (const { images } of await cleanBatches(batchSize)) {
        const [onnx, wasm] = await Promise.all(forwards.map((forward) => forward(images)));
        expect(Math.max(...onnx!.data)).toBeGreaterThan(1);
        expect(largestDifference(onnx!.data, wasm!.data)).toBeLessThan(1e-4);
      }
    } finally {
      for (const engine of engines) await engine.dispose();
    }
  });
});
