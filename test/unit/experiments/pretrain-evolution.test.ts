import { beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { hostAdamStep } from '../../../src-main/experiments/host-adam.ts';
import { pretrainMgg, startPosition, type PretrainEvent } from '../../../src-main/experiments/pretrain-mgg.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import type { PretrainPosition, PretrainTask } from '../../../src-main/experiments/pretrain-task.ts';
import { channelModel, cpuEngine, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

function task(changes: Partial<PretrainTask> = {}): PretrainTask {
  return {
    engine,
    model: channelModel,
    statistics: { std: float32(Float32Array.of(0.1, 0.2, 0.1)), mean: float32(Float32Array.of(0.4, 0.5, 0.6)) },
    options: { ...pretrainDefaults, lr: 0.02, unroll: 2 },
    evolution: { sigma: 0.05, pairs: 2 },
    ...{ batchSize: 2, steps: 6, seed: 3, kind: 'gml' as const, hiddenSize: 4, heads: 1 },
    epochStream: () => Promise.resolve(fakeStream({ images: 7, batchSize: 2, seed: 1 })),
    evaluate: null,
    others: [],
    control: uncontrolled,
    ...changes,
  };
}

async function events(settings: PretrainTask, start?: PretrainPosition): Promise<PretrainEvent[]> {
  const all: PretrainEvent[] = [];
  for await (const event of pretrainMgg(settings, start)) all.push(event);
  return all;
}
const epochs = (all: readonly PretrainEvent[]) => all.filter((event) => event.kind === 'epoch');

describe('pre-training by persistent evolution strategies', () => {
  it('lowers the loss from epoch to epoch, each of which begins with the source model', async () => {
    const done = epochs(
      await events(
        task({
          options: { ...pretrainDefaults, lr: 0.1, mggLr: 0.1, unroll: 12 },
          ...{ evolution: { sigma: 0.2, pairs: 4 }, steps: 48 },
          epochStream: () => Promise.resolve(fakeStream({ images: 24, batchSize: 2, seed: 1 })),
        }),
      ),
    );
    const losses = done.map(({ meanLoss }) => meanLoss);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.01);
    expect(done.at(-1)!.position.state.theta).toEqual(channelModel.theta);
  });

  it('moves the generator after each unroll, and after what is left of one at the end of an epoch', async () => {
    // Three steps in an epoch: an unroll of two, and one of one.
    const done = epochs(await events(task()));
    expect(done.map(({ position }) => position.state.adam.count.data[0])).toEqual([2, 4]);
    // The first loss of all is that of the source model, whatever the generator.
    const [one] = epochs(await events(task({ steps: 1 })));
    expect(one!.mgg).toEqual(startPosition(task()).best);
    const [two] = epochs(await events(task({ steps: 2 })));
    expect(two!.mgg).not.toEqual(startPosition(task()).best);
  });

  it('goes on from a position as if it had not been interrupted, and draws by the seed', async () => {
    const whole = await events(task());
    const [first] = epochs(await events(task({ steps: 3 })));
    expect(await events(task(), structuredClone(first!.position))).toEqual(whole.slice(4));
    expect(await events(task({ seed: 4 }))).not.toEqual(whole);
  });

  it('learns from several tasks, each with its weight', async () => {
    const other = { ...task(), weight: 3 };
    const both = epochs(await events(task({ others: [other], steps: 6 })));
    expect(both[0]!.taskLosses).toHaveLength(2);
    expect(both[0]!.position.state.adam.count.data[0]).toBe(4);
    const light = epochs(await events(task({ others: [{ ...other, weight: 1 }], steps: 6 })));
    expect(light[0]!.mgg).not.toEqual(both[0]!.mgg);
  });

  it('does so for an LSTM, too', async () => {
    const [first] = epochs(await events(task({ kind: 'lstm', steps: 3 })));
    expect(first!.mgg).not.toEqual(startPosition(task({ kind: 'lstm' })).best);
  });
});

describe('Adam in host memory', () => {
  it('takes a first step of its learning rate against the sign of the gradient', () => {
    const of = (...values: number[]) => ({ w: float32(Float32Array.from(values)) });
    const still = { m: of(0, 0), v: of(0, 0), count: float32(Float32Array.of(0), []) };
    const adam = { ...still, initialCount: still.count };
    const first = hostAdamStep(of(1, 1), of(0.5, -2), adam, 0.1);
    expect([...first.phi['w']!.data].map((value) => value.toFixed(5))).toEqual(['0.90000', '1.10000']);
    const second = hostAdamStep(first.phi, of(0.5, 2), first.adam, 0.1);
    expect(second.adam.count.data[0]).toBe(2);
    // Means (1 − 0.9)·2·(1 − 0.9) … of gradients −2 and 2: (−0.18 + 0.2) / 0.19 over 2.
    expect(second.phi['w']!.data[1]).toBeCloseTo(1.1 - (0.1 * (0.02 / 0.19)) / 2, 5);
    expect(second.phi['w']!.data[0]).toBeCloseTo(0.8, 5);
  });
});
