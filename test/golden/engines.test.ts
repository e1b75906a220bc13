import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type EngineId, type HostTensor, type Named } from '../../src-main/engines/engine.ts';
import { MethodRunner } from '../../src-main/experiments/method-runner.ts';
import {
  initialPretrainState,
  nextEpoch,
  pretrainDefaults,
  pretrainStep,
} from '../../src-main/experiments/pretrain-step.ts';
import {
  flatLayout,
  flatten as flatVector,
  decayMask,
  sourceTrainingStep,
} from '../../src-main/experiments/source-training.ts';
import { flatten } from '../../src-main/engines/tree.ts';
import type { MethodContext, MethodState } from '../../src-main/methods/method.ts';
import { methods } from '../../src-main/methods/method-registry.ts';
import { loadMgg, untrainedMgg } from '../../src-main/mgg/checkpoint.ts';
import type { MggWeights } from '../../src-main/mgg/weights.ts';
import { initialTheta, initialVitWeights } from '../../src-main/models/init-vit.ts';
import { loadSourceModel } from '../../src-main/models/load-model.ts';
import { openSafetensors } from '../../src-main/models/safetensors.ts';
import { readFloat32 } from '../../src-main/models/stored-tensor.ts';
import { openAvailableEngines } from '../support/engines.ts';

/*
 * Every step function of the lab on every engine of this machine: the same inputs must give the same numbers, whichever
 * engine computes them.
 */

const folder = path.join(import.meta.dirname, '..', 'data', 'golden-a');
const steps = 4;
/** Largest difference relative to the norm. Updates depend on the signs of tiny gradients, so errors grow from step to step. */
const tolerance = { logits: 1e-4, state: 1e-3 };

function read(file: string, name: string): HostTensor {
  const stored = openSafetensors(path.join(folder, file)).tensors.get(name);
  if (!stored) throw new Error(`${file} has no ${name}`);
  return float32(readFloat32(stored), stored.shape);
}

/** The `index`-th part along the first axis. */
function part({ data, shape }: HostTensor, index: number): HostTensor {
  const size = data.length / shape[0]!;
  return float32(data.slice(index * size, (index + 1) * size) as Float32Array, shape.slice(1));
}

/** ‖a − b‖/‖b‖ */
function distance(a: HostTensor | undefined, b: HostTensor): number {
  let [difference, norm] = [0, 0];
  for (const [i, value] of b.data.entries()) {
    difference += ((a?.data[i] ?? NaN) - value) ** 2;
    norm += value ** 2;
  }
  return Math.sqrt(difference / (norm || 1));
}

type Outputs = Named<HostTensor>;

const images = read('images.safetensors', 'x');
const model = await loadSourceModel(path.join(folder, 'model.safetensors'), { heads: 3 });
const context: MethodContext = {
  model,
  statistics: { std: read('source_stats.safetensors', 'std'), mean: read('source_stats.safetensors', 'mean') },
  mgg: loadMgg(path.join(folder, 'mgg.safetensors')).weights,
  batchSize: 8,
  seed: 1,
};

let engines: Map<EngineId, Engine>;
beforeAll(async () => {
  engines = await openAvailableEngines();
  console.info(`engines compared: ${[...engines.keys()].join(', ')}`);
});
afterAll(async () => {
  for (const engine of engines.values()) await engine.dispose();
});

/** Runs the work on all engines and compares each result with that of the first one, which is returned. */
async function compare(work: (engine: Engine) => Promise<Outputs>): Promise<Outputs> {
  let reference: Outputs | undefined;
  for (const [id, engine] of engines) {
    const outputs = await work(engine);
    reference ??= outputs;
    expect(Object.keys(outputs)).toEqual(Object.keys(reference));
    for (const [name, expected] of Object.entries(reference)) {
      const limit = name.startsWith('logits') ? tolerance.logits : tolerance.state;
      expect(distance(outputs[name], expected), `${name} on ${id}`).toBeLessThan(limit);
    }
  }
  return reference!;
}

async function adapt(engine: Engine, id: string, options: Named<unknown>, own: MethodContext): Promise<Outputs> {
  const method = methods[id]!.bind(own, options);
  const runner = new MethodRunner(engine, id, method, model);
  let state: MethodState = method.init();
  const outputs: Record<string, HostTensor> = {};
  for (let i = 0; i < steps; i++) {
    const result = await runner.run('step', part(images, i).data as Float32Array, 8, state);
    outputs[`logits ${i}`] = result.logits;
    for (const [name, value] of Object.entries(result.diagnostics))
      outputs[`${name} ${i}`] = float32(Float32Array.of(value));
    ({ state } = result);
  }
  const prediction = await runner.run('predict', part(images, steps).data as Float32Array, 8, state);
  await runner.dispose();
  return { ...outputs, [`logits ${steps}`]: prediction.logits, ...state };
}

describe('all engines compute the same', () => {
  it('there is more than one of them', () => {
    expect([...engines.keys()]).toEqual(expect.arrayContaining(['onnx-cpu', 'wasm']));
  });

  it.each<[string, Named<unknown>]>([
    ['noadapt', {}],
    ['tent', { lr: 0.005 }],
    ['foa_sgd', { lr: 0.005 }],
    ['foa_adam', { lr: 0.001 }],
    ['mgtta', { lr: 0.001 }],
  ])('in a step of %s, and as the reference implementation', async (id, options) => {
    const outputs = await compare((engine) => adapt(engine, id, options, context));
    if (id === 'foa_adam') return;
    const recorded = read(`methods/${id}.safetensors`, 'outputs');
    for (let i = 0; i <= steps; i++) {
      expect(distance(outputs[`logits ${i}`], part(recorded, i)), `step ${i}`).toBeLessThan(tolerance.logits);
    }
  });

  it('in a step of MGTTA with an untrained generator of two heads', async () => {
    const mgg = untrainedMgg(1, { hiddenSize: 4, heads: 2 });
    await compare((engine) => adapt(engine, 'mgtta', { lr: 0.001 }, { ...context, mgg }));
  });

  it('in pre-training the generator, over the start of a second epoch', async () => {
    const batches = read('methods/train_mgg_rand.safetensors', 'x_train');
    const initial = Object.keys(untrainedMgg(0).tensors).map((name): [string, HostTensor] => [
      name,
      read('methods/train_mgg_rand.safetensors', `mgg_init.${name}`),
    ]);
    const mgg: MggWeights = { kind: 'gml', hiddenSize: 8, heads: 1, tensors: Object.fromEntries(initial) };
    const { std, mean } = context.statistics!;
    await compare(async (engine) => {
      let state = initialPretrainState(model.theta, mgg, pretrainDefaults);
      const step = await engine.compile(pretrainStep(context, mgg, pretrainDefaults), {
        label: 'pre-training step',
        inputs: { images: part(batches, 0), state },
        constants: {
          ...model.constants,
          'source.std': { ...std, read: () => std.data },
          'source.mean': { ...mean, read: () => mean.data },
        },
      });
      const outputs: Record<string, HostTensor> = {};
      for (let i = 0; i < 5; i++) {
        if (i === 3) state = nextEpoch(state, mgg, pretrainDefaults);
        const result = await step.run({ images: part(batches, i), state });
        outputs[`logits ${i}`] = result.logits;
        ({ state } = result);
      }
      await step.dispose();
      return { ...outputs, ...flatten<HostTensor>(state) };
    });
  });

  it('in training a source model', async () => {
    const shape = { imageSize: 8, patchSize: 4, dim: 16, depth: 2, heads: 2, mlpDim: 32, classes: 3 };
    const layout = flatLayout(shape);
    const weights = flatVector(layout, { ...initialVitWeights(shape, 1), theta: float32(initialTheta(shape)) });
    const zeros = float32(new Float32Array(layout.total));
    const scalar = (value: number): HostTensor => float32(Float32Array.of(value), []);
    const fixed = {
      images: float32(part(images, 0).data.slice(0, 4 * 192) as Float32Array, [4, 3, 8, 8]),
      targets: float32(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0), [4, 3]),
      decay: float32(decayMask(layout)),
      rate: scalar(1e-3),
    };
    const options = { learningRate: 1e-3, weightDecay: 0.05, beta1: 0.9, beta2: 0.99, clip: 1, warmUp: 0 };
    await compare(async (engine) => {
      let state = { weights: float32(weights), m: zeros, v: zeros, count: scalar(0) };
      const step = await engine.compile(sourceTrainingStep(shape, options), {
        label: 'training step',
        inputs: { ...fixed, state },
        constants: {},
      });
      let loss: HostTensor | undefined;
      for (let i = 0; i < 3; i++) {
        const result = await step.run({ ...fixed, state });
        ({ loss, state } = result);
      }
      await step.dispose();
      return { ...state, loss: loss! };
    });
  });
});
