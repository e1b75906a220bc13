import { beforeAll, describe, expect, it } from 'vitest';
import { taskLossCurves } from '../../../src-shared/curves/quantity.ts';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { meanRanks } from '../../../src-main/experiments/choose-epoch.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { pretrainMgg, type PretrainEvent } from '../../../src-main/experiments/pretrain-mgg.ts';
import type { LearningTask, PretrainPosition, PretrainTask } from '../../../src-main/experiments/pretrain-task.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import type { MggWeights } from '../../../src-main/mgg/weights.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import { tf } from '../../../src-main/engines/tfjs.ts';
import { channelModel, cpuEngine, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

/** Another architecture: each channel has a shift beside its scale, so that there are six parameters. */
const shiftedModel: SourceModel = {
  ...channelModel,
  architecture: 'shifted channels',
  hash: 'e'.repeat(64),
  normParameters: [
    { name: 'scale', size: 3, offset: 0, part: 0 },
    { name: 'shift', size: 3, offset: 3, part: 0 },
  ],
  theta: float32(Float32Array.of(1, 1, 1, 0, 0, 0)),
  forward: (images, theta) => {
    const [scale, shift] = [tf.slice(theta, [0], [3]), tf.slice(theta, [3], [3])];
    const features = tf.add(tf.mul(tf.mean(images, [2, 3]), scale), shift);
    return { logits: features, features };
  },
};

function learning(model: SourceModel, seed: number, changes: Partial<LearningTask> = {}): LearningTask {
  return {
    model,
    statistics: { std: float32(Float32Array.of(0.1, 0.2, 0.1)), mean: float32(Float32Array.of(0.4, 0.5, 0.6)) },
    epochStream: (epoch) => Promise.resolve(fakeStream({ images: 7, batchSize: 2, seed: seed + epoch })),
    evaluate: null,
    ...changes,
  };
}

const settings = {
  options: { ...pretrainDefaults, lr: 0.01 },
  ...{ batchSize: 2, steps: 12, seed: 3, hiddenSize: 4, heads: 2 },
  kind: 'gml',
  evolution: null,
  control: uncontrolled,
} as const;

function task(others: PretrainTask['others'], changes: Partial<PretrainTask> = {}): PretrainTask {
  return { ...settings, engine, ...learning(channelModel, 1), others, ...changes };
}

async function events(given: PretrainTask, start?: PretrainPosition): Promise<PretrainEvent[]> {
  const all: PretrainEvent[] = [];
  for await (const event of pretrainMgg(given, start)) all.push(event);
  return all;
}

const epochs = (all: readonly PretrainEvent[]) => all.filter((event) => event.kind === 'epoch');
const steps = (all: readonly PretrainEvent[]) => all.filter((event) => event.kind === 'step');
const other = (weight = 1, changes: Partial<LearningTask> = {}) => ({
  ...learning(shiftedModel, 50, changes),
  weight,
});

describe('pre-training on several tasks', () => {
  it('takes turns, with whole rounds in an epoch, and says the loss of each', async () => {
    // Three batches in an epoch of the first, two of the other: two rounds.
    const short = other(1, { epochStream: () => Promise.resolve(fakeStream({ images: 5, batchSize: 2, seed: 9 })) });
    const all = await events(task([short]));
    expect(all.map((event) => (event.kind === 'step' ? event.step : 'epoch'))).toEqual([
      ...[0, 1, 2, 3, 'epoch', 4, 5, 6, 7, 'epoch', 8, 9, 10, 11, 'epoch'],
    ]);
    const losses = steps(all).map(({ loss }) => loss);
    const [first] = epochs(all);
    expect(first!.taskLosses[0]).toBeCloseTo((losses[0]! + losses[2]!) / 2, 12);
    expect(first!.taskLosses[1]).toBeCloseTo((losses[1]! + losses[3]!) / 2, 12);
    expect(first!.meanLoss).toBeCloseTo((first!.taskLosses[0]! + first!.taskLosses[1]!) / 2, 12);
  });

  it('has one generator and one optimiser, and a model, moments and a memory for each', async () => {
    const [first, second] = epochs(await events(task([other()])));
    const { state, others } = second!.position;
    expect(state.theta.shape).toEqual([3]);
    expect(others[0]!.theta.shape).toEqual([6]);
    expect(state.moments.mean.shape).toEqual([3]);
    expect(others[0]!.moments.mean.shape).toEqual([6]);
    expect(others[0]!.theta).not.toEqual(first!.position.others[0]!.theta);
    // Of three steps of each task in an epoch the first of each has nothing to learn from.
    expect(state.adam.count.data[0]).toBe(8);
  });

  it('steps the first task as if it were alone until another has moved the generator', async () => {
    const alone = steps(await events(task([])));
    const together = steps(await events(task([other()])));
    expect(together[0]!.loss).toBe(alone[0]!.loss);
    expect(together[2]!.loss).toBe(alone[1]!.loss);
    expect(together[4]!.loss).toBe(alone[2]!.loss);
    // The other task has moved the generator before the update that leads to the next epoch.
    expect(together[6]!.loss).not.toBe(alone[3]!.loss);
  });

  it('learns from a task by its weight', async () => {
    const phi = async (weight: number) => epochs(await events(task([other(weight)], { steps: 6 })))[0]!.mgg.tensors;
    const [one, same, heavy] = [await phi(1), await phi(1), await phi(50)];
    expect(same).toEqual(one);
    expect(heavy).not.toEqual(one);
  });

  it('scales the gradient of a task alone, not its loss', async () => {
    const [light, heavy] = [await events(task([other(1)])), await events(task([other(50)]))];
    expect(steps(heavy).slice(0, 5)).toEqual(steps(light).slice(0, 5));
  });

  it('goes on from a position as if it had not been interrupted', async () => {
    const evaluate = ({ tensors }: MggWeights) =>
      Promise.resolve({ fog: Math.abs(tensors['seq_modeling_block.b1']!.data[0]!) });
    const given = task([other(2, { evaluate })], { evaluate });
    const whole = await events(given);
    const [first] = epochs(await events({ ...given, steps: 6 }));
    expect(await events(given, structuredClone(first!.position))).toEqual(whole.slice(7));
  });
});

describe('the best epoch of several tasks', () => {
  /** Accuracies of an epoch: of the first task, of the second. */
  async function chosen(accuracies: readonly (readonly [number, number])[]) {
    let asked = 0;
    const first = () => Promise.resolve({ fog: accuracies[asked]![0], snow: accuracies[asked]![0] });
    const second = () => Promise.resolve({ fog: accuracies[asked++]![1] });
    const given = task([other(1, { evaluate: second })], { evaluate: first, steps: 6 * accuracies.length });
    return epochs(await events(given));
  }

  it('has the best mean rank, whatever the scale of accuracies', async () => {
    const done = await chosen([
      [0.2, 0.5],
      [0.9, 0.4],
      [0.3, 0.6],
    ]);
    expect(done[0]!.accuracy).toEqual({ fog: 0.2, snow: 0.2, '2:fog': 0.5 });
    expect(done.at(-1)!.position.bestEpoch).toBe(2);
    expect(done.at(-1)!.position.best).toBe(done[2]!.mgg);
  });

  it('may be an earlier one after a later one has changed the ranks', async () => {
    const done = await chosen([
      [0.5, 0.6],
      [0.6, 0.5],
      [0.55, 0.7],
      [0.8, 0.55],
    ]);
    // Mean ranks of the first two are equal, of three 2.5, 2 and 1.5, of all 3, 3, 2 and 2: the better mean decides.
    expect(done.map(({ position }) => position.bestEpoch)).toEqual([0, 1, 2, 3]);
    const back = await chosen([
      [0.6, 0.1],
      [0.1, 0.62],
      [0.05, 0.61],
    ]);
    // The third is worst in one task, yet between the others in the second: the ranks are 2, 1.5 and 2.5.
    expect(back.map(({ position }) => position.bestEpoch)).toEqual([0, 0, 1]);
    expect(back[2]!.position.best).toBe(back[1]!.mgg);
    expect(back[2]!.isBest).toBe(false);
  });

  it('gives equal values the mean of their ranks', () => {
    expect(meanRanks([[1], [2], [2], [3]])).toEqual([4, 2.5, 2.5, 1]);
    expect(
      meanRanks([
        [0.1, 10],
        [0.2, 10],
      ]),
    ).toEqual([1.75, 1.25]);
  });

  it('is the best of the only task that is evaluated', async () => {
    const accuracies = [0.5, 0.7, 0.6];
    let asked = 0;
    const evaluate = () => Promise.resolve({ fog: accuracies[asked++]! });
    const done = epochs(await events(task([other(1, { evaluate })], { steps: 18 })));
    expect(done.map(({ isBest }) => isBest)).toEqual([true, true, false]);
    expect(done[2]!.accuracy).toEqual({ '2:fog': 0.6 });
  });
});

describe('losses of tasks that take turns', () => {
  it('are drawn each over its own steps, wherever the curve begins', () => {
    expect(taskLossCurves({ firstStep: 0, losses: [1, 2, 3, 4, 5] }, 2)).toEqual([
      { x: [1, 3, 5], y: [1, 3, 5] },
      { x: [2, 4], y: [2, 4] },
    ]);
    expect(taskLossCurves({ firstStep: 3, losses: [4, 5] }, 2)).toEqual([
      { x: [5], y: [5] },
      { x: [4], y: [4] },
    ]);
  });
});
