import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine, HostTensor } from '../../../src-main/engines/engine.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { cpuEngine } from '../../support/fakes.ts';
import { batch, context } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

/** Two batches, the second one smaller. */
const batches = [batch(5), batch(6, 2)];
const { model } = context;
const [weight, bias] = ['head.weight', 'head.bias'].map((name) => model.constants[name]!.read()) as [
  Float32Array,
  Float32Array,
];
const width = weight.length / model.classes;

/** Features of each image that the head classifies. */
async function featuresOf(images: HostTensor): Promise<number[][]> {
  const step = await engine.compile(
    (inputs, constants) => ({ features: model.forward(inputs.images, inputs.theta, constants).features }),
    { label: 'features', inputs: { images, theta: model.theta }, constants: model.constants },
  );
  const { features } = await step.run({ images, theta: model.theta });
  return Array.from({ length: images.shape[0]! }, (_, i) =>
    [...features.data.subarray(i * model.featureSize, (i + 1) * model.featureSize)].slice(-width),
  );
}

/** NEO as its paper has it, in plain numbers. */
async function expected(share: (seen: number, size: number) => number): Promise<number[][]> {
  let centre = new Array<number>(width).fill(0);
  let seen = 0;
  const logits: number[][] = [];
  for (const images of batches) {
    const features = await featuresOf(images);
    seen += features.length;
    const weightOfBatch = share(seen, features.length);
    centre = centre.map((old, j) => {
      const mean = features.reduce((sum, row) => sum + row[j]!, 0) / features.length;
      return (1 - weightOfBatch) * old + weightOfBatch * mean;
    });
    const rows = features.flatMap((row) =>
      Array.from({ length: model.classes }, (_, label) =>
        row.reduce((sum, value, j) => sum + (value - centre[j]!) * weight[label * width + j]!, bias[label]!),
      ),
    );
    logits.push(rows);
  }
  return logits;
}

async function found(options: Record<string, unknown>): Promise<number[][]> {
  const bound = findMethod('neo').bind(context, options);
  const runner = new MethodRunner(engine, 'neo', bound, model);
  let state = bound.init();
  const logits: number[][] = [];
  for (const images of batches) {
    const result = await runner.run('step', images.data as Float32Array, images.shape[0]!, state, {});
    ({ state } = result);
    logits.push([...result.logits.data]);
  }
  await runner.dispose();
  return logits;
}

describe('NEO', () => {
  it.each([
    ['the mean over all images', {}, (seen: number, size: number) => size / seen],
    ['an average that forgets', { average: 'exponential', alpha: 0.3 }, () => 0.3],
  ])('moves %s to the origin', async (_what, options, share) => {
    const [logits, reference] = [await found(options), await expected(share)];
    for (const [step, values] of reference.entries()) {
      for (const [i, value] of values.entries()) expect(logits[step]![i]).toBeCloseTo(value, 4);
    }
  });
});
