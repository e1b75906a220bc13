import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled, type RunControl } from '../../../src-main/experiments/control.ts';
import { summariseRun } from '../../../src-main/experiments/metrics-summary.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import { noAdapt } from '../../../src-main/methods/no-adapt.ts';
import type { Method } from '../../../src-main/methods/method.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import type { CleanAccuracy } from '../../../src-shared/metrics/forgetting.ts';
import { forgettingOf } from '../../../src-shared/metrics/forgetting.ts';
import { channelModel, cpuEngine, driftMethod, fakeConfig, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const shifts = ['gaussian_noise', 'fog'].map((corruption) => ({ corruption, severity: 5 }));
const clean = fakeStream({ images: 10, batchSize: 4, seed: 9 });
const config = fakeConfig({ shifts, policy: 'continual', cleanImages: 10 });

function partsOf(method: Method) {
  const bound = method.bind({ model: channelModel, batchSize: 4, seed: 1 }, method === driftMethod ? { lr: 0.9 } : {});
  const streams = shifts.map((shift, i) => ({ shift, stream: fakeStream({ images: 10, batchSize: 4, seed: i + 1 }) }));
  return { engine, method, bound, model: channelModel, streams, clean };
}

async function eventsOf(method: Method, control: RunControl = uncontrolled, from?: Checkpoint): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  await run(config, partsOf(method), control, (event) => events.push(event), from);
  return events;
}

const cleanOf = (events: readonly RunEvent[]): (Omit<CleanAccuracy, 'seconds'> | undefined)[] =>
  events
    .filter((event) => event.type === 'shift-finished')
    .map(({ summary }) => summary.clean && { ...summary.clean, seconds: undefined });

describe('clean images after each stream', () => {
  it('are predicted by the state at its end and by the source model, as counted by hand', async () => {
    const events = await eventsOf(driftMethod);
    const checkpoints = events.filter((event) => event.type === 'checkpoint').map(({ checkpoint }) => checkpoint);
    const correct = async (theta: ArrayLike<number>): Promise<number> => {
      let right = 0;
      for await (const { images, labels, size } of clean.batches()) {
        for (let image = 0; image < size; image++) {
          const mean = [0, 1, 2].map((c) => {
            const at = (3 * image + c) * 4;
            return theta[c]! * images.slice(at, at + 4).reduce((sum, value) => sum + value / 4, 0);
          });
          if (mean.indexOf(Math.max(...mean)) === labels[image]) right++;
        }
      }
      return right / 10;
    };
    const found = cleanOf(events);
    expect(found).toHaveLength(2);
    for (const position of [1, 2]) {
      const { state } = checkpoints.find((one) => one.position === position && one.next === 0)!;
      expect(found[position - 1]).toMatchObject({
        images: 10,
        top1: await correct(state['theta']!.data),
        sourceTop1: await correct([1, 1, 1]),
      });
    }
    const summaries = events.filter((event) => event.type === 'shift-finished').map(({ summary }) => summary);
    const { clean: average } = summariseRun(summaries, { totalSeconds: 1, peakMemoryBytes: 1 });
    expect(average!.top1).toBeCloseTo((found[0]!.top1 + found[1]!.top1) / 2, 12);
  });

  it('are forgotten by exactly 0 with NoAdapt', async () => {
    const found = cleanOf(await eventsOf(noAdapt));
    expect(found).toHaveLength(2);
    for (const one of found) expect(forgettingOf({ ...one!, seconds: 0 })).toBe(0);
  });

  it('give the same numbers where the run was stopped at any moment, also among them', async () => {
    const whole = cleanOf(await eventsOf(driftMethod));
    let asked = 0;
    await eventsOf(driftMethod, { mayContinue: () => Promise.resolve(asked++ >= 0) });
    for (let stopAt = 1; stopAt < asked; stopAt++) {
      let seen = 0;
      const first = await eventsOf(driftMethod, { mayContinue: () => Promise.resolve(seen++ < stopAt) });
      const last = first.filter((event) => event.type === 'checkpoint').at(-1)!;
      const rest = await eventsOf(driftMethod, uncontrolled, structuredClone(last.checkpoint));
      expect([...cleanOf(first), ...cleanOf(rest)]).toEqual(whole);
    }
  });

  it('are not looked at where a run does not want them', async () => {
    const events: RunEvent[] = [];
    const { clean: _clean, ...parts } = partsOf(driftMethod);
    await run(fakeConfig({ shifts }), parts, uncontrolled, (event) => events.push(event));
    expect(cleanOf(events)).toEqual([undefined, undefined]);
  });
});
