import { beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled, type RunControl } from '../../../src-main/experiments/control.ts';
import { pretrainMgg, startPosition, type PretrainEvent } from '../../../src-main/experiments/pretrain-mgg.ts';
import type { PretrainPosition, PretrainTask } from '../../../src-main/experiments/pretrain-task.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import { channelModel, cpuEngine, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

type EpochEvent = Extract<PretrainEvent, { kind: 'epoch' }>;

const statistics = {
  std: float32(Float32Array.of(0.1, 0.2, 0.1)),
  mean: float32(Float32Array.of(0.4, 0.5, 0.6)),
};

/** Seven images in batches of two: three whole batches an epoch. */
function task(changes: Partial<PretrainTask> = {}): PretrainTask {
  return {
    engine,
    model: channelModel,
    statistics,
    options: { ...pretrainDefaults, lr: 0.01 },
    batchSize: 2,
    steps: 9,
    seed: 3,
    kind: 'gml',
    hiddenSize: 4,
    heads: 2,
    epochStream: (epoch) => Promise.resolve(fakeStream({ images: 7, batchSize: 2, seed: epoch + 1 })),
    evaluate: null,
    others: [],
    evolution: null,
    control: uncontrolled,
    ...changes,
  };
}

async function events(settings: PretrainTask, start?: PretrainPosition): Promise<PretrainEvent[]> {
  const all: PretrainEvent[] = [];
  for await (const event of pretrainMgg(settings, start)) all.push(event);
  return all;
}

function epochs(all: readonly PretrainEvent[]): EpochEvent[] {
  return all.filter((event) => event.kind === 'epoch');
}

describe('pretrainMgg', () => {
  it('goes over the images epoch by epoch and leaves a smaller last batch out', async () => {
    const all = await events(task());
    expect(all.map((event) => (event.kind === 'step' ? event.step : 'epoch'))).toEqual([
      ...[0, 1, 2, 'epoch', 3, 4, 5, 'epoch', 6, 7, 8, 'epoch'],
    ]);
    const losses = all.flatMap((event) => (event.kind === 'step' ? [event.loss] : []));
    for (const [i, { epoch, meanLoss, position }] of epochs(all).entries()) {
      expect(epoch).toBe(i);
      expect(position).toMatchObject({ epoch: i + 1, stepsDone: 3 * (i + 1) });
      const own = losses.slice(3 * i, 3 * i + 3);
      expect(meanLoss).toBeCloseTo(own.reduce((sum, loss) => sum + loss, 0) / 3, 12);
    }
  });

  it('stops in the middle of an epoch when all steps are done, and still evaluates', async () => {
    const all = await events(task({ steps: 4 }));
    expect(epochs(all).map(({ position }) => position.stepsDone)).toEqual([3, 4]);
  });

  it('changes the generator from the second step on', async () => {
    const start = startPosition(task());
    const [afterOne] = epochs(await events(task({ steps: 1 })));
    const [afterTwo] = epochs(await events(task({ steps: 2 })));
    expect(afterOne?.mgg).toEqual(start.best);
    expect(afterTwo?.mgg).not.toEqual(start.best);
    const changed = Object.entries(afterTwo!.mgg.tensors).filter(
      ([name, { data }]) => !data.every((value, i) => value === start.best.tensors[name]!.data[i]),
    );
    expect(changed.map(([name]) => name)).toContain('seq_modeling_block.W1');
  });

  it('keeps θ, generator and optimiser from epoch to epoch, but neither moments nor memory', async () => {
    const [first, second] = epochs(await events(task({ steps: 6 })));
    const [before, after] = [first!.position.state, second!.position.state];
    expect(before.moments.count.data[0]).toBe(3);
    expect(after.moments.count.data[0]).toBe(3);
    expect(before.adam.count.data[0]).toBe(2);
    expect(after.adam.count.data[0]).toBe(4);
    expect(after.adam.initialCount.data[0]).toBe(2);
    expect(after.theta).not.toEqual(channelModel.theta);
  });

  it('keeps the best generator', async () => {
    const accuracies = [0.5, 0.7, 0.7, 0.6];
    let asked = 0;
    const evaluate = () => Promise.resolve({ fog: accuracies[asked]!, snow: accuracies[asked++]! - 0.2 });
    const done = epochs(await events(task({ steps: 12, evaluate })));
    expect(done.map(({ isBest }) => isBest)).toEqual([true, true, false, false]);
    expect(done.map(({ averageAccuracy }) => averageAccuracy?.toFixed(2))).toEqual(['0.40', '0.60', '0.60', '0.50']);
    expect(done.map(({ position }) => position.bestAccuracy?.toFixed(2))).toEqual(['0.40', '0.60', '0.60', '0.60']);
    expect(done[3]!.position.best).toEqual(done[1]!.mgg);
    expect(done[3]!.mgg).not.toEqual(done[1]!.mgg);
  });

  it('counts the last generator as the best one where nothing is evaluated', async () => {
    const done = epochs(await events(task()));
    for (const { isBest, mgg, position } of done) {
      expect(isBest).toBe(true);
      expect(position.best).toBe(mgg);
    }
  });

  it('goes on from a position as if it had not been interrupted', async () => {
    const evaluate = ({ tensors }: { tensors: Readonly<Record<string, { data: ArrayLike<number> }>> }) =>
      Promise.resolve({ fog: Math.abs(tensors['seq_modeling_block.b1']!.data[0]!) });
    const whole = await events(task({ evaluate }));
    const [first] = epochs(await events(task({ steps: 3, evaluate })));
    // A position may go through a file: only its values matter.
    const rest = await events(task({ evaluate }), structuredClone(first!.position));
    expect(rest).toEqual(whole.slice(4));
  });

  it('gives the same events for the same seed, and others for another one', async () => {
    const [one, same, other] = [await events(task()), await events(task()), await events(task({ seed: 4 }))];
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('stops at once on request, and keeps the last whole epoch', async () => {
    let asked = 0;
    const control: RunControl = { mayContinue: () => Promise.resolve(asked++ < 4) };
    const all = await events(task({ control }));
    expect(all.map(({ kind }) => kind)).toEqual(['step', 'step', 'step', 'epoch', 'step']);
    expect(engine.memory().steps).toBe(0);
  });

  it('ends with a clear error at a loss that is not finite', async () => {
    const seen: PretrainEvent[] = [];
    const epochStream = (epoch: number) =>
      Promise.resolve(fakeStream({ images: 6, batchSize: 2, ...(epoch === 1 ? { brokenBatch: 1 } : {}) }));
    const running = (async () => {
      for await (const event of pretrainMgg(task({ epochStream }))) seen.push(event);
    })();
    await expect(running).rejects.toMatchObject({
      code: 'numerical',
      message: 'At step 5 of the pre-training the loss is not finite.',
      hint: expect.stringContaining('best generator so far is kept') as string,
    });
    expect(seen.map(({ kind }) => kind)).toEqual(['step', 'step', 'step', 'epoch', 'step']);
    expect(engine.memory().steps).toBe(0);
  });

  it('goes on after a batch with a broken image', async () => {
    const epochStream = () => {
      const stream = fakeStream({ images: 7, batchSize: 2 });
      const cut = { images: new Float32Array(12), size: 1, labels: Int32Array.of(0) };
      async function* batches() {
        for await (const batch of stream.batches()) yield batch.index === 0 ? { ...batch, ...cut } : batch;
      }
      return Promise.resolve({ ...stream, batches });
    };
    const all = await events(task({ epochStream, steps: 4 }));
    expect(all.map((event) => (event.kind === 'step' ? event.step : 'epoch'))).toEqual([0, 1, 'epoch', 2, 3, 'epoch']);
  });

  it('asks for at least one whole batch', async () => {
    const epochStream = () => Promise.resolve(fakeStream({ images: 1, batchSize: 2 }));
    await expect(events(task({ epochStream }))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining('whole batch of 2') as string,
    });
  });
});
