import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../../src-shared/metrics/image-records.ts';
import { unpackRecords } from '../../../src-shared/metrics/image-records.ts';
import { seeded, textKey } from '../../../src-shared/random.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Batch, ImageStream } from '../../../src-main/data/stream.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';
import { checkRunConfig, smallestBatch } from '../../../src-main/experiments/checks.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import { scoreBatch } from '../../../src-main/experiments/metrics-score.ts';
import type { OpenStream } from '../../../src-main/experiments/open-stream.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import { measureStepCost } from '../../../src-main/experiments/step-cost.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import type { MethodState } from '../../../src-main/methods/method.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { fakeConfig, samplesOf } from '../../support/fakes.ts';
import { some } from '../../support/thorough.ts';
import { batch as imagesOf, context, contextFor, eager, shape } from '../methods/support.ts';

/* Parts of a stream that a method gets to adapt to: sliding windows and streams that don't wait. */

let engine: Engine;
beforeAll(async () => {
  engine = await openWasmEngine();
});

const count = 7;
const size = 3;
const pixels = 3 * shape.imageSize ** 2;
const { seed } = fakeConfig();

/** Single images, of which some can't be read. */
function streamOf(corruption: string, first: number, broken: readonly number[] = []): OpenStream {
  const found: number[] = [];
  const stream: ImageStream = {
    name: `${corruption}/5`,
    again: (name) => ({ ...stream, name }),
    batchSize: 1,
    batchCount: count,
    imageCount: count,
    fingerprint: String(first % 10).repeat(64),
    get skipped() {
      return [...new Set(found)].map((index) => ({ path: `${index}.png`, reason: 'is empty' }));
    },
    notices: [],
    async *batches(from = 0) {
      for (let index = from; index < count; index++) {
        if (broken.includes(index)) found.push(index);
        else yield await Promise.resolve(imageAt(first, index));
      }
    },
  };
  return { shift: { corruption, severity: 5 }, stream };
}

function imageAt(first: number, index: number): Batch {
  const images = imagesOf(first + index, 1).data as Float32Array;
  return { index, size: 1, images, labels: Int32Array.of((first + index) % 3), samples: samplesOf(1, index) };
}

interface Outcome {
  readonly images: Partial<ImageRecord>[];
  readonly adapted: boolean[];
  readonly passes: unknown;
  readonly skipped: number[];
  readonly checkpoints: Checkpoint[];
}

function boundOf(id: string, batchSize: number) {
  return findMethod(id).bind({ ...contextFor(id), batchSize, seed }, eager[id] ?? {});
}

async function outcomeOf(
  id: string,
  streams: readonly OpenStream[],
  changes: Partial<RunConfigInput>,
  from?: Checkpoint,
  stepCost?: number,
): Promise<Outcome> {
  const shifts = streams.map(({ shift }) => shift);
  const config = fakeConfig({ method: id, shifts, batchSize: 1, checkpointEvery: 1, ...changes });
  const events: RunEvent[] = [];
  const bound = boundOf(id, config.window ?? 1);
  const parts = { engine, method: findMethod(id), bound, model: contextFor(id).model, streams, stepCost };
  await run(config, parts, uncontrolled, (event) => events.push(event), from);
  const batches = events.filter((event) => event.type === 'batch');
  const summaries = events.flatMap((event) => (event.type === 'shift-finished' ? [event.summary] : []));
  return {
    images: batches.map(({ images }) => firstOf(images!)),
    adapted: batches.map(({ batch }) => batch.adapted),
    passes: summaries.map(({ passes }) => passes),
    skipped: summaries.map(({ skipped }) => skipped),
    checkpoints: events.filter((event) => event.type === 'checkpoint').map(({ checkpoint }) => checkpoint),
  };
}

function firstOf(records: Uint8Array): Partial<ImageRecord> {
  const { count: _count, ...columns } = unpackRecords(records);
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[0]]));
}

const withWindow = Object.keys(methods).filter((id) => findMethod(id).noWindow === undefined);

/** A stream with a window, put together by hand out of steps of a method. */
async function byHand(id: string, first: number): Promise<{ rows: Partial<ImageRecord>[]; states: MethodState[] }> {
  const { frozen, transductive = false } = findMethod(id);
  const bound = boundOf(id, size);
  const runner = new MethodRunner(engine, id, bound, contextFor(id).model);
  let state = bound.init();
  const rows: Partial<ImageRecord>[] = [];
  const states: MethodState[] = [];
  for (let index = 0; index < count; index++) {
    const isFull = index >= size - 1 && (!frozen || transductive);
    const members = isFull ? Array.from({ length: size }, (_, k) => index - size + 1 + k) : [index];
    const images = Float32Array.from(members.flatMap((one) => [...imageAt(first, one).images]));
    const draws = runner.draw(members.length, seeded(seed, textKey('gaussian_noise/5'), index));
    const result = await runner.run(isFull ? 'step' : 'predict', images, members.length, state, draws);
    state = result.state;
    states.push(state);
    const values = (result.logits.data as Float32Array).slice(-3);
    const { predictions } = scoreBatch({ values, kind: 'logits', classes: 3, labels: imageAt(first, index).labels });
    const { correct: _correct, ...prediction } = predictions[0]!;
    rows.push(Object.fromEntries(Object.entries(prediction).map(([name, value]) => [name, Math.fround(value)])));
  }
  await runner.dispose();
  return { rows, states };
}

describe.each(some(withWindow, 6))('%s with a sliding window', (id) => {
  it('does with each window what it does with a batch put together by hand', async () => {
    const { images, checkpoints, adapted } = await outcomeOf(id, [streamOf('gaussian_noise', 40)], { window: size });
    const { rows, states } = await byHand(id, 40);
    expect(images).toEqual(rows.map((row, index) => ({ index, shift: 0, ...row })));
    expect(checkpoints.slice(0, -1).map(({ state }) => state)).toEqual(states.slice(0, -1));
    const adapts = !findMethod(id).frozen;
    expect(adapted).toEqual(Array.from({ length: count }, (_, index) => adapts && index >= size - 1));
  });

  it.each(['reset', 'continual'] as const)('goes on with the same window from any image (%s)', async (policy) => {
    // Of the images that a window spans, one can't be read.
    const streams = () => [streamOf('gaussian_noise', 40, [2]), streamOf('fog', 50, [0, 3])];
    const changes = { window: size, policy, resetEvery: 5 } as const;
    const whole = await outcomeOf(id, streams(), changes);
    expect(whole.skipped).toEqual([1, 2]);
    for (const checkpoint of some(whole.checkpoints.slice(0, -1), 4)) {
      const rest = await outcomeOf(id, streams(), changes, structuredClone(checkpoint));
      expect(rest.images).toEqual(whole.images.slice(-rest.images.length));
      expect(rest.checkpoints.at(-1)!.state).toEqual(whole.checkpoints.at(-1)!.state);
      expect(rest.passes).toEqual((whole.passes as unknown[]).slice(checkpoint.position));
      expect(rest.skipped).toEqual(whole.skipped.slice(checkpoint.position));
    }
  });
});

describe.each(Object.keys(methods))('%s', (id) => {
  it('says whether its predictions depend on the rest of the batch', async () => {
    const { transductive = false, frozen } = findMethod(id);
    const runner = new MethodRunner(engine, id, boundOf(id, size), contextFor(id).model);
    const state = boundOf(id, size).init();
    const kind = frozen ? 'step' : 'predict';
    const together = imagesOf(60, size).data as Float32Array;
    const logits = async (images: Float32Array, number: number) =>
      [...((await runner.run(kind, images, number, state)).logits.data as Float32Array)].slice(-3);
    const last = await logits(together, size);
    const alone = await logits(together.slice(-pixels), 1);
    const apart = Math.max(...last.map((value, k) => Math.abs(value - alone[k]!)));
    expect(apart < 1e-5).toBe(!transductive);
  });
});

describe.each(some(Object.keys(methods), 9))('%s on a stream that does not wait', (id) => {
  it('adapts at constant speed to every ⌈C⌉-th batch, counted over continual streams, and predicts the others', async () => {
    const method = findMethod(id);
    const streams = [streamOf('gaussian_noise', 40), streamOf('fog', 50)];
    const window = method.noWindow === undefined ? { window: 2 } : {};
    if (method.noWindow !== undefined && smallestBatch(method) > 1) return;
    const changes = { ...window, policy: 'continual', speed: 'given', stepCost: 2.1 } as const;
    const whole = await outcomeOf(id, streams, changes);
    const starts = window.window === undefined ? [] : [0, count];
    const turn = (t: number): boolean => t % 3 === 0 && !starts.includes(t);
    expect(whole.adapted).toEqual(Array.from({ length: 2 * count }, (_, t) => !method.frozen && turn(t)));
    for (const checkpoint of some(whole.checkpoints.slice(0, -1), 2)) {
      const rest = await outcomeOf(id, streams, changes, structuredClone(checkpoint));
      expect(rest.images).toEqual(whole.images.slice(-rest.images.length));
      expect(rest.checkpoints.at(-1)!.state).toEqual(whole.checkpoints.at(-1)!.state);
    }
    // As measured, so given.
    const measured = await outcomeOf(id, streams, { ...changes, speed: 'measured' }, undefined, 2.1);
    expect(measured.images).toEqual(whole.images);
  });
});

describe('settings of the pace', () => {
  const config = (changes: Partial<RunConfigInput>) => fakeConfig({ batchSize: 1, ...changes });

  it('takes a window for single images only', () => {
    const plain = findMethod('tent');
    expect(() => checkRunConfig(config({ window: 4 }), plain)).not.toThrow();
    expect(() => checkRunConfig(config({ window: 4, batchSize: 2 }), plain)).toThrow(/but batches have 2\./);
    expect(() => config({ window: 1 })).toThrow();
  });

  it('makes a batch for methods that need one', () => {
    const foa = findMethod('foa');
    expect(() => checkRunConfig(config({}), foa)).toThrow(/needs statistics over a batch/);
    expect(() => checkRunConfig(config({ window: 4 }), foa)).not.toThrow();
  });

  it.each(['t3a', 'foa_i_v1', 'foa_i_v2'])('has no window for %s, and says why', (id) => {
    expect(() => checkRunConfig(config({ window: 4 }), findMethod(id))).toThrow(/has no sliding window: .*\.$/);
  });

  it.each([
    [30, 10, 3],
    [10.4, 10, 1],
    [24.6, 10, 2.5],
    [5, 10, 1],
  ])('measures a step of %d ms beside a forward pass of %d ms as C = %d', async (step, pass, expected) => {
    const method = findMethod('tent');
    const streams = [streamOf('gaussian_noise', 40)];
    const parts = { engine, method, bound: boundOf('tent', 2), model: context.model, streams };
    // The clock is read before and after each; a step comes first.
    let reads = 0;
    let time = 0;
    const now = (): number => {
      if (reads % 2 === 1) time += reads % 4 === 1 ? step : pass;
      reads++;
      return time;
    };
    expect(await measureStepCost(config({ window: 2 }), parts, now)).toBe(expected);
  });
});

/** Forward and backward passes per image that each method is described with. */
const passes: Readonly<Record<string, readonly [forward: number, backward: number]>> = {
  noadapt: [1, 0],
  lame: [1, 0],
  t3a: [1, 0],
  tent: [1, 1],
  eata: [1, 1],
  rdumb: [1, 1],
  sar: [2, 2],
  deyo: [2, 1],
  recap: [2, 1],
  zerosiam: [1, 1],
  spa: [3, 2],
  foa: [28, 0],
  foa_i_v1: [28, 0],
  foa_i_v2: [28, 0],
  foa_sgd: [1, 1],
  foa_adam: [1, 1],
  mgtta: [1, 1],
  mgtta_lstm: [1, 1],
};

describe('passes', () => {
  it.each(Object.entries(passes))('of %s are %j per image', async (id, [forward, backward]) => {
    const bound = boundOf(id, 4);
    const runner = new MethodRunner(engine, id, bound, contextFor(id).model);
    const { data } = imagesOf(70, 4);
    const draws = runner.draw(4, seeded(1));
    await runner.run('step', data as Float32Array, 4, bound.init(), draws);
    expect(runner.passes).toEqual({ forward: 4 * forward, backward: 4 * backward });
    await runner.run('predict', data as Float32Array, 4, bound.init());
    expect(runner.passes).toEqual({ forward: 4 * forward + 4, backward: 4 * backward });
  });

  it('leave out what a loss leaves out', async () => {
    const images = imagesOf(71, 4).data as Float32Array;
    const eata = (margin: number) => {
      const bound = findMethod('eata').bind({ ...context, batchSize: 4 }, { margin, fisherWeight: 0, similarity: 1 });
      return { bound, runner: new MethodRunner(engine, 'eata', bound, context.model, { details: true }) };
    };
    const all = eata(2);
    const { details } = await all.runner.run('step', images, 4, all.bound.init());
    const entropies = [...details['entropy']!.data].sort((a, b) => a - b);
    const { bound, runner } = eata((entropies[1]! + entropies[2]!) / 2 / Math.log(3));
    const { diagnostics } = await runner.run('step', images, 4, bound.init());
    expect(diagnostics['selected']).toBe(0.5);
    expect(runner.passes).toEqual({ forward: 4, backward: 2 });
  });

  it('are counted over a run, a resumed one too', async () => {
    const { passes: counted } = await outcomeOf('tent', [streamOf('fog', 40)], { window: size });
    // Two images alone, then five windows.
    expect(counted).toEqual([{ forward: 2 + 5 * size, backward: 5 * size }]);
  });
});
