import { beforeAll, describe, expect, it } from 'vitest';
import { constant, float32, type Engine, type HostTensor, type Named } from '../../../src-main/engines/engine.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { pretrainMgg, type PretrainEvent } from '../../../src-main/experiments/pretrain-mgg.ts';
import type { PretrainTask } from '../../../src-main/experiments/pretrain-task.ts';
import {
  initialPretrainState,
  pretrainDefaults,
  pretrainStep,
  type PretrainState,
} from '../../../src-main/experiments/pretrain-step.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import { generatorRules } from '../../../src-main/mgg/kinds.ts';
import type { GeneratorKind, MggWeights } from '../../../src-main/mgg/weights.ts';
import { channelModel, cpuEngine, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const statistics = {
  std: float32(Float32Array.of(0.1, 0.2, 0.1)),
  mean: float32(Float32Array.of(0.4, 0.5, 0.6)),
};

const options = { ...pretrainDefaults, lr: 0.01 };

interface Recorded {
  readonly loss: number;
  readonly theta: Float32Array;
  readonly outputs: { readonly gradient: Named<HostTensor>; readonly state: PretrainState };
}

/** Some steps over the images of one epoch. */
async function record(mgg: MggWeights, unroll: number, steps: number, mggLr: number): Promise<Recorded[]> {
  const settings = { ...options, mggLr, unroll };
  let state: PretrainState = initialPretrainState(channelModel.theta, mgg, settings);
  const batches: Float32Array[] = [];
  for await (const { images } of fakeStream({ images: 2 * steps, batchSize: 2, seed: 3 }).batches())
    batches.push(images);
  const side = channelModel.imageSize;
  const shape = [2, 3, side, side];
  const step = await engine.compile(pretrainStep({ model: channelModel }, mgg, settings), {
    label: 'unrolled step',
    inputs: { images: { shape, dtype: 'float32' }, state },
    constants: {
      ...channelModel.constants,
      'source.std': constant(statistics.std),
      'source.mean': constant(statistics.mean),
    },
  });
  const recorded: Recorded[] = [];
  for (const images of batches) {
    const theta = state.theta.data as Float32Array;
    const outputs = await step.run({ images: float32(images, shape), state });
    recorded.push({ loss: outputs.loss.data[0]!, theta, outputs });
    ({ state } = outputs);
  }
  await step.dispose();
  return recorded;
}

const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values));

describe.each<GeneratorKind>(['gml', 'lstm'])('pre-training of a generator of kind %s', (kind) => {
  const mgg = untrainedMgg(2, { kind, hiddenSize: 4 });

  it('stays finite over a window that is long and not yet full', async () => {
    const steps = await record(mgg, 8, 18, 0.01);
    const values = steps.flatMap(({ outputs: { state, gradient } }) =>
      [state.phi, state.adam.m, state.adam.v, gradient].flatMap((all) =>
        Object.values(all).map(({ data }) => norm(data)),
      ),
    );
    expect(values.filter((value) => !Number.isFinite(value))).toEqual([]);
    expect(steps.at(-1)?.outputs.state.adam.count.data[0]).toBe(2);
  });

  it('learns once for so many updates as it is unrolled over', async () => {
    const steps = await record(mgg, 3, 8, 0.01);
    const counts = steps.map(({ outputs }) => outputs.state.adam.count.data[0]);
    expect(counts).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
    const name = Object.keys(mgg.tensors).at(-1)!;
    const moving = steps.map(({ outputs }) => norm(outputs.gradient[name]!.data) > 0);
    expect(moving).toEqual([false, false, false, true, false, false, true, false]);
    for (const start of Object.values(generatorRules[kind].learnedStart)) {
      const learned = steps.map(({ outputs }) => norm(outputs.gradient[start]!.data) > 0);
      expect(learned).toEqual([false, false, false, true, false, false, false, false]);
    }
  });

  it('has the gradient of the losses that the updates of one unroll lead to', async () => {
    // To first order in lr, with the features of every step as they are: L_t(θ_t) with θ_t moved by the updates before it.
    const unroll = 3;
    const name = Object.keys(mgg.tensors).at(-1)!;
    const steps = await record(mgg, unroll, unroll + 1, 0.01);
    const gradient = steps[unroll]!.outputs.gradient[name]!.data as Float32Array;
    const h = 1e-2;
    const moved = async (by: number): Promise<Recorded[]> => {
      const tensor = mgg.tensors[name]!;
      const data = (tensor.data as Float32Array).map((value, i) => value + by * Math.sign(gradient[i]!));
      return record({ ...mgg, tensors: { ...mgg.tensors, [name]: { ...tensor, data } } }, unroll, unroll + 1, 0.01);
    };
    const total = (recorded: Recorded[]): number => recorded.slice(1).reduce((sum, { loss }) => sum + loss, 0);
    const slope = (total(await moved(h)) - total(await moved(-h))) / (2 * h);
    const expected = gradient.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(slope / expected).toBeGreaterThan(0.8);
    expect(slope / expected).toBeLessThan(1.2);
  });
});

describe('pre-training an LSTM', () => {
  it('lowers the loss from epoch to epoch, which the untrained generator does not', async () => {
    const task: PretrainTask = {
      engine,
      model: channelModel,
      statistics,
      options: { ...options, lr: 0.02, unroll: 5 },
      batchSize: 2,
      steps: 240,
      seed: 3,
      kind: 'lstm',
      hiddenSize: 8,
      heads: 1,
      epochStream: () => Promise.resolve(fakeStream({ images: 24, batchSize: 2, seed: 1 })),
      evaluate: null,
      others: [],
      evolution: null,
      control: uncontrolled,
    };
    const meanLosses = async (settings: PretrainTask): Promise<number[]> => {
      const all: PretrainEvent[] = [];
      for await (const event of pretrainMgg(settings)) all.push(event);
      return all.flatMap((event) => (event.kind === 'epoch' ? [event.meanLoss] : []));
    };
    const learning = await meanLosses(task);
    const untrained = await meanLosses({ ...task, options: { ...task.options, mggLr: 0 } });
    // θ goes on from epoch to epoch, so an untrained generator has the same time to wander.
    expect(learning.slice(2)).toEqual(learning.slice(2).sort((a, b) => b - a));
    expect(learning.at(-1)).toBeLessThan(learning[0]! - 0.015);
    expect(Math.abs(untrained.at(-1)! - untrained[0]!)).toBeLessThan(0.002);
  });
});
