import { beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled, type RunControl } from '../../../src-main/experiments/control.ts';
import { measureUnlabelled } from '../../../src-main/experiments/unlabelled-check.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { neighbourhoodDensity } from '../../../src-shared/metrics/unlabelled.ts';
import { channelModel, cpuEngine, driftMethod, fakeConfig, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const shifts = ['gaussian_noise', 'fog'].map((corruption) => ({ corruption, severity: 5 }));

function partsOf() {
  const bound = driftMethod.bind({ model: channelModel, batchSize: 4, seed: 1 }, { lr: 0.9 });
  const streams = shifts.map((shift, i) => ({ shift, stream: fakeStream({ images: 10, batchSize: 4, seed: i + 1 }) }));
  return { engine, method: driftMethod, bound, model: channelModel, streams };
}

async function eventsOf(
  unlabelledImages: number | null,
  control: RunControl = uncontrolled,
  from?: Checkpoint,
): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  const config = fakeConfig({ shifts, policy: 'continual', unlabelledImages });
  await run(config, partsOf(), control, (event) => events.push(event), from);
  return events;
}

const summariesOf = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'shift-finished').map(({ summary }) => summary);
const unlabelledOf = (events: readonly RunEvent[]) =>
  summariesOf(events).map(({ unlabelled }) => unlabelled && { ...unlabelled, seconds: undefined });

describe('images of a stream that are predicted once more', () => {
  it('are judged by the state at its end, as computed by hand', async () => {
    const events = await eventsOf(10);
    const checkpoints = events.filter((event) => event.type === 'checkpoint').map(({ checkpoint }) => checkpoint);
    const found = unlabelledOf(events);
    for (const position of [1, 2]) {
      const { state } = checkpoints.find((one) => one.position === position && one.next === 0)!;
      const theta = state['theta']!.data;
      const rows: number[] = [];
      for await (const { images, size } of partsOf().streams[position - 1]!.stream.batches()) {
        for (let image = 0; image < size; image++) {
          const logits = [0, 1, 2].map((c) => {
            const at = (3 * image + c) * 4;
            return theta[c]! * images.slice(at, at + 4).reduce((sum, value) => sum + value / 4, 0);
          });
          const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
          rows.push(...logits.map((value) => Math.exp(value) / total));
        }
      }
      // The model takes means of channels: mirrored images are the same to it.
      expect(found[position - 1]).toMatchObject({ images: 10, consistency: 1 });
      expect(found[position - 1]!.snd).toBeCloseTo(neighbourhoodDensity(Float32Array.from(rows), 3)!, 4);
    }
  });

  it('leave all other numbers as they are', async () => {
    const without = (events: readonly RunEvent[]) =>
      summariesOf(events).map(({ unlabelled: _, computeSeconds: _compute, loadSeconds: _load, ...rest }) => rest);
    expect(without(await eventsOf(10))).toEqual(without(await eventsOf(null)));
    expect(unlabelledOf(await eventsOf(null))).toEqual([undefined, undefined]);
  });

  it('are whole batches spread over the stream, as many as are asked for', async () => {
    expect(unlabelledOf(await eventsOf(3))[0]).toMatchObject({ images: 2 });
    expect(unlabelledOf(await eventsOf(5))[0]).toMatchObject({ images: 6 });
    expect(unlabelledOf(await eventsOf(1000))[0]).toMatchObject({ images: 10 });
  });

  it('give the same numbers where the run was stopped at any moment, also among them', async () => {
    const whole = unlabelledOf(await eventsOf(10));
    let asked = 0;
    await eventsOf(10, { mayContinue: () => Promise.resolve(asked++ >= 0) });
    for (let stopAt = 1; stopAt < asked; stopAt++) {
      let seen = 0;
      const first = await eventsOf(10, { mayContinue: () => Promise.resolve(seen++ < stopAt) });
      const last = first.filter((event) => event.type === 'checkpoint').at(-1)!;
      const rest = await eventsOf(10, uncontrolled, structuredClone(last.checkpoint));
      expect([...unlabelledOf(first), ...unlabelledOf(rest)]).toEqual(whole);
    }
  });
});

describe('mirrored images', () => {
  it('have their columns in reverse, and are consistent where the prediction stays', async () => {
    const given: number[][] = [];
    // Its logits are the first two pixels of an image, side by side.
    const runner = {
      runLive(_kind: string, images: Float32Array, size: number) {
        given.push([...images.slice(0, 4)]);
        const logits = new Float32Array(2 * size).map((_, i) =>
          i % 2 === 0 ? images[6 * i]! : images[6 * (i - 1) + 1]!,
        );
        return Promise.resolve({
          logits: { shape: [size, 2], dtype: 'float32' as const, data: logits },
          state: {},
          diagnostics: {},
          details: {},
        });
      },
    };
    const stream = fakeStream({ images: 4, batchSize: 4, seed: 5 });
    const { consistency } = (await measureUnlabelled(
      { runner, stream, images: 4, imageSize: 2, control: uncontrolled },
      {},
    ))!;
    const [[a, b, c, d] = [], turned] = given;
    expect(turned).toEqual([b, a, d, c]);
    // They change places, so that no prediction stays.
    expect(consistency).toBe(0);
  });
});
