import { beforeAll, describe, expect, it } from 'vitest';
import type { RunConfig, RunConfigInput } from '../../../src-shared/run-config.ts';
import type { RunControl } from '../../../src-main/experiments/control.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { batchesDone } from '../../../src-main/experiments/open-stream.ts';
import { run, type RunParts } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import type { BoundMethod, StepResult } from '../../../src-main/methods/method.ts';
import { tf, type Tensor } from '../../../src-main/engines/tfjs.ts';
import type { Engine, Named } from '../../../src-main/engines/engine.ts';
import type { BatchRecord } from '../../../src-shared/records.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { channelModel, cpuEngine, driftMethod, fakeConfig, fakeStream } from '../../support/fakes.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const shifts = ['gaussian_noise', 'fog'].map((corruption) => ({ corruption, severity: 5 }));

function partsOf(batchSize: number, images = 18, brokenBatch?: number): RunParts {
  const bound = driftMethod.bind({ model: channelModel, batchSize, seed: 1 }, { lr: 0.1 });
  const broken = brokenBatch === undefined ? {} : { brokenBatch };
  const streams = shifts.map((shift, i) => ({
    shift,
    stream: fakeStream({ images, batchSize, seed: i + 1, ...(i === 1 ? broken : {}) }),
  }));
  return { engine, method: driftMethod, bound, model: channelModel, streams };
}

interface Recorded {
  readonly events: RunEvent[];
  readonly stopped: boolean;
}

async function record(config: RunConfig, parts: RunParts, control: RunControl, from?: Checkpoint): Promise<Recorded> {
  const events: RunEvent[] = [];
  const { stopped } = await run(config, parts, control, (event) => events.push(event), from);
  return { events, stopped };
}

function stopAfter(batches: number): RunControl {
  let seen = 0;
  return { mayContinue: () => Promise.resolve(seen++ < batches) };
}

const checkpointsOf = (events: readonly RunEvent[]): Checkpoint[] =>
  events.filter((event) => event.type === 'checkpoint').map(({ checkpoint }) => checkpoint);

function batchesOf(
  events: readonly RunEvent[],
): (Omit<BatchRecord, 'computeSeconds' | 'loadSeconds'> & { at: number; images: number[] | undefined })[] {
  return events
    .filter((event) => event.type === 'batch')
    .map(({ position, images, batch: { computeSeconds: _c, loadSeconds: _l, ...batch } }) => ({
      at: position,
      images: images && [...images],
      ...batch,
    }));
}

/** Shift summaries without the times. */
function figuresOf(events: readonly RunEvent[]) {
  return events
    .filter((event) => event.type === 'shift-finished')
    .map(({ position, summary: { top1, top5, ece, adaptedBatches } }) => ({
      position,
      top1,
      top5,
      ece,
      adaptedBatches,
    }));
}

describe('run', () => {
  it('predicts and adapts over all streams, starting each from the source model', async () => {
    const { events, stopped } = await record(fakeConfig({ shifts }), partsOf(4), uncontrolled);
    expect(stopped).toBe(false);
    const batches = batchesOf(events);
    expect(batches.map(({ at, index, size }) => [at, index, size])).toEqual(
      [0, 1].flatMap((at) => [4, 4, 4, 4, 2].map((size, index) => [at, index, size])),
    );
    const moved = batches.map(({ diagnostics }) => diagnostics['theta_distance']!);
    expect(moved[4]).toBeGreaterThan(moved[0]!);
    expect(moved[5]).toBeLessThan(moved[4]!);
  });

  it('carries the state over when it is continual', async () => {
    const { events } = await record(fakeConfig({ shifts, policy: 'continual' }), partsOf(4), uncontrolled);
    const moved = batchesOf(events).map(({ diagnostics }) => diagnostics['theta_distance']!);
    expect(moved[5]).toBeGreaterThan(moved[4]!);
  });

  it.each(['reset', 'continual'] as const)('goes on from any checkpoint to the same numbers (%s)', async (policy) => {
    const config = fakeConfig({ shifts, policy, budgetBatches: 3 });
    const whole = await record(config, partsOf(4), uncontrolled);
    const checkpoints = checkpointsOf(whole.events);
    expect(checkpoints.map(({ position, next }) => [position, next])).toEqual([
      [0, 2],
      [0, 4],
      [1, 0],
      [1, 2],
      [1, 4],
      [2, 0],
    ]);
    for (const checkpoint of checkpoints) {
      const stored = structuredClone(checkpoint);
      const rest = await record(config, partsOf(4), uncontrolled, stored);
      const done = batchesDone(partsOf(4).streams, stored);
      expect(batchesOf(rest.events)).toEqual(batchesOf(whole.events).slice(done));
      expect(figuresOf(rest.events)).toEqual(figuresOf(whole.events).slice(checkpoint.position));
    }
  });

  it('stops between two batches with a checkpoint of exactly what was done', async () => {
    const config = fakeConfig({ shifts });
    const whole = await record(config, partsOf(4), uncontrolled);
    const first = await record(config, partsOf(4), stopAfter(3));
    expect(first.stopped).toBe(true);
    const checkpoint = checkpointsOf(first.events).at(-1)!;
    expect([checkpoint.position, checkpoint.next]).toEqual([0, 3]);
    const rest = await record(config, partsOf(4), uncontrolled, checkpoint);
    expect([...batchesOf(first.events), ...batchesOf(rest.events)]).toEqual(batchesOf(whole.events));
  });

  it('gives a stream of which nothing could be read no figures, and says so', async () => {
    const parts = partsOf(4);
    const unread = Array.from({ length: 18 }, (_, i) => ({ path: `${i}.png`, reason: 'is empty' }));
    async function* batches(): AsyncGenerator<never> {}
    const stream = { ...parts.streams[0]!.stream, batches, skipped: unread };
    const streams = [{ ...parts.streams[0]!, stream }, parts.streams[1]!];
    const { events } = await record(fakeConfig({ shifts }), { ...parts, streams }, uncontrolled);
    const summaries = events.flatMap((event) => (event.type === 'shift-finished' ? [event.summary] : []));
    expect(summaries[0]).toMatchObject({ top1: null, top5: null, ece: null, images: 0, skipped: 18 });
    expect(summaries[1]).toMatchObject({ top1: expect.any(Number) as number, images: 18, skipped: 0 });
    expect(events.filter((event) => event.type === 'log')).toEqual([
      {
        ...{ type: 'log', level: 'warning' },
        text: 'No image of fake/1 could be read: it has no accuracy and no share in the averages.',
      },
    ]);
  });

  it.each([
    ['reset', 4, [1, 2, 3, 4, 1]],
    ['continual', 4, [2, 3, 4, 1, 2]],
    ['continual', 5, [1, 2, 3, 4, 5]],
    ['continual', 1000, [6, 7, 8, 9, 10]],
  ] as const)('starts anew every so many batches (%s, %d)', async (policy, resetEvery, steps) => {
    const { events } = await record(
      fakeConfig({ shifts, policy, resetEvery, checkpointEvery: 1 }),
      partsOf(4),
      uncontrolled,
    );
    const second = checkpointsOf(events).filter(({ position, next }) => position === 1 && next > 0);
    expect(second.map(({ state }) => state['steps']!.data[0])).toEqual(steps.slice(0, -1));
    const last = checkpointsOf(events).at(-1)!.state['steps']!.data[0];
    expect(last).toBe(policy === 'reset' ? 0 : steps.at(-1));
  });

  it('starts a method anew that does so by itself, unless the run says when', async () => {
    const stepsOf = async (changes: Partial<RunConfigInput>) => {
      const parts = { ...partsOf(4), method: { ...driftMethod, resetEvery: 2 } };
      const { events } = await record(fakeConfig({ shifts, checkpointEvery: 1, ...changes }), parts, uncontrolled);
      return checkpointsOf(events).flatMap(({ position, state }) => (position === 0 ? state['steps']!.data[0]! : []));
    };
    expect(await stepsOf({})).toEqual([1, 2, 1, 2]);
    expect(await stepsOf({ resetEvery: 3 })).toEqual([1, 2, 3, 1]);
  });

  it('goes on from a state in which an earlier version of the method remembered more', async () => {
    const config = fakeConfig({ shifts });
    const whole = await record(config, partsOf(4), uncontrolled);
    const checkpoint = structuredClone(checkpointsOf(whole.events)[0]!);
    const state = { ...checkpoint.state, batches: { ...checkpoint.state['steps']! } };
    const rest = await record(config, partsOf(4), uncontrolled, { ...checkpoint, state });
    expect(batchesOf(rest.events)).toEqual(batchesOf(whole.events).slice(2));
  });

  it.each([
    [3, [3], 2],
    [4, [3, 4], 1],
  ])('starts anew every %d batches although nothing of batches %j could be read', async (resetEvery, gone, steps) => {
    const parts = partsOf(4);
    const { stream, shift } = parts.streams[0]!;
    async function* batches(first?: number) {
      for await (const batch of stream.batches(first)) if (!gone.includes(batch.index)) yield batch;
    }
    const streams = [{ shift, stream: { ...stream, batches } }, parts.streams[1]!];
    const config = fakeConfig({ shifts, policy: 'continual', resetEvery, checkpointEvery: 1 });
    const { events } = await record(config, { ...parts, streams }, uncontrolled);
    const stepsAt = (position: number, next: number) =>
      checkpointsOf(events).find((one) => one.position === position && one.next === next)!.state['steps']!.data[0];
    expect(stepsAt(1, 1)).toBe(steps);
  });

  it('only predicts once the budget is spent', async () => {
    const { events } = await record(fakeConfig({ shifts, budgetBatches: 2 }), partsOf(4), uncontrolled);
    const adapted = batchesOf(events).map(({ adapted }) => adapted);
    expect(adapted.slice(0, 5)).toEqual([true, true, false, false, false]);
    const moved = batchesOf(events).map(({ diagnostics }) => diagnostics['theta_distance']!);
    expect(moved[4]).toBe(moved[1]);
    expect(figuresOf(events)[0]!.adaptedBatches).toBe(2);
  });

  it('adapts to nothing with a budget of no seconds', async () => {
    const { events } = await record(fakeConfig({ shifts, budgetSeconds: 0 }), partsOf(4), uncontrolled);
    expect(batchesOf(events).some(({ adapted }) => adapted)).toBe(false);
  });

  it('predicts a last batch of one image without adapting to it', async () => {
    const { events } = await record(fakeConfig({ shifts }), partsOf(4, 9), uncontrolled);
    expect(
      batchesOf(events)
        .slice(0, 3)
        .map(({ size, adapted }) => [size, adapted]),
    ).toEqual([
      [4, true],
      [4, true],
      [1, false],
    ]);
  });

  it('names the batch at which numbers stop being finite, and keeps the state before it, with stop', async () => {
    const events: RunEvent[] = [];
    const config = fakeConfig({ shifts, onNonFinite: 'stop' });
    const failing = run(config, partsOf(4, 18, 3), uncontrolled, (event) => events.push(event));
    await expect(failing).rejects.toMatchObject({
      code: 'numerical',
      message: expect.stringMatching(/Batch 4 of 5 .* 4 of its 4 images are not finite/) as string,
    });
    const last = checkpointsOf(events).at(-1)!;
    expect([last.position, last.next]).toEqual([1, 3]);
    expect([...last.state['theta']!.data].every(Number.isFinite)).toBe(true);
  });

  it('skips a batch whose images are not finite, says so, and goes on from the state before it', async () => {
    const { events } = await record(fakeConfig({ shifts }), partsOf(4, 18, 3), uncontrolled);
    const batches = batchesOf(events).filter(({ at }) => at === 1);
    expect(batches.map(({ adapted }) => adapted)).toEqual([true, true, true, false, true]);
    expect(batches[3]!.diagnostics).toMatchObject({ left_out: 1, non_finite_images: 4 });
    expect(batches[3]!.diagnostics['theta_distance']).toBe(batches[2]!.diagnostics['theta_distance']);
    expect(batches[3]!.correct1).toBe(0);
    const warnings = events.filter((event) => event.type === 'log');
    expect(warnings).toEqual([
      {
        type: 'log',
        level: 'warning',
        text: 'Batch 4 of 5 (fake/2) was predicted but not adapted to: 4 of its 4 images are not finite.',
      },
    ]);
    for (const { state } of checkpointsOf(events)) {
      expect([...state['theta']!.data].every(Number.isFinite)).toBe(true);
    }
  });

  it('leaves out updates that would not be finite, and names what they would spoil', async () => {
    const parts = partsOf(4);
    const bound = driftMethod.bind({ model: channelModel, batchSize: 4, seed: 1 }, { lr: 1e39 });
    const { events } = await record(fakeConfig({ shifts }), { ...parts, bound }, uncontrolled);
    expect(batchesOf(events).every(({ adapted }) => !adapted)).toBe(true);
    expect(batchesOf(events)[0]!.diagnostics).toMatchObject({ left_out: 1, non_finite_images: 0 });
    const [warning] = events.filter((event) => event.type === 'log');
    expect(warning?.text).toContain("'theta' after it would not be finite");
    expect(figuresOf(events)[0]!.adaptedBatches).toBe(0);
  });

  it('ends when proper images have no finite prediction, even with skip', async () => {
    const parts = partsOf(4);
    const broken = (images: Tensor, state: Named<Tensor>): StepResult => {
      const { logits } = channelModel.forward(images, state['theta']!, {});
      return { logits: tf.mul(logits, NaN), state, diagnostics: {} };
    };
    const bound: BoundMethod = { init: () => parts.bound.init(), constants: {}, step: broken, predict: broken };
    const failing = record(fakeConfig({ shifts }), { ...parts, bound }, uncontrolled);
    await expect(failing).rejects.toMatchObject({
      code: 'numerical',
      message: "Batch 1 of 5 (fake/1) can't be predicted: its logits are not finite.",
    });
  });

  it('scores against the class mask', async () => {
    const parts = partsOf(4);
    const masked = { ...parts, bound: { ...parts.bound } };
    const config = fakeConfig({ shifts, classMask: [2, 1, 0] });
    const { events } = await record(config, masked, uncontrolled);
    const plain = await record(fakeConfig({ shifts }), partsOf(4), uncontrolled);
    expect(batchesOf(events).map(({ correct1 }) => correct1)).not.toEqual(
      batchesOf(plain.events).map(({ correct1 }) => correct1),
    );
  });

  it('refuses a checkpoint it does not understand', () => {
    const checkpoint: Checkpoint = { position: 0, next: 2, state: {}, progress: { odd: true } };
    expect(() => run(fakeConfig({ shifts }), partsOf(4), uncontrolled, () => undefined, checkpoint)).toThrow(
      expect.objectContaining({ code: 'bad-checkpoint' }) as Error,
    );
  });
});
