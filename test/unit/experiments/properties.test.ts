import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BatchRecord } from '../../../src-shared/records.ts';
import { forgettingOf } from '../../../src-shared/metrics/forgetting.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Batch, ImageStream } from '../../../src-main/data/stream.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openWasmEngine } from '../../../src-main/engines/wasm.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import type { OpenStream } from '../../../src-main/experiments/open-stream.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import type { BoundMethod, MethodState } from '../../../src-main/methods/method.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { fakeConfig, samplesOf } from '../../support/fakes.ts';
import { some } from '../../support/thorough.ts';
import { batch, contextFor, eager, shape } from '../methods/support.ts';

/* Properties of every method, run over streams as a user runs it. */

let engine: Engine;
beforeAll(async () => {
  engine = await openWasmEngine();
});

const batchSize = 3;
const pixels = 3 * shape.imageSize ** 2;

/** Three batches of images; one image of the broken batch is not a number. */
function streamOf(corruption: string, seed: number, broken?: number): OpenStream {
  const sizes = [batchSize, batchSize, 2];
  const batchAt = (index: number): Batch => {
    const size = sizes[index]!;
    const images = batch(10 * seed + index, size).data.slice() as Float32Array;
    if (index === broken) images.fill(NaN, pixels + 5, pixels + 9);
    return {
      index,
      size,
      images,
      labels: Int32Array.from({ length: size }, (_, i) => (seed + index + i) % 3),
      samples: samplesOf(size),
    };
  };
  const stream: ImageStream = {
    name: `${corruption}/5`,
    again: (name) => ({ ...stream, name }),
    batchSize,
    batchCount: sizes.length,
    imageCount: 8,
    fingerprint: String(seed).repeat(64).slice(0, 64),
    skipped: [],
    notices: [],
    async *batches(first = 0) {
      for (let index = first; index < sizes.length; index++) yield await Promise.resolve(batchAt(index));
    },
  };
  return { shift: { corruption, severity: 5 }, stream };
}

const [noise, fog] = [streamOf('gaussian_noise', 1), streamOf('fog', 2)];

type Row = Omit<BatchRecord, 'computeSeconds' | 'loadSeconds'> & { readonly at: number };

interface Outcome {
  readonly rows: Row[];
  readonly checkpoints: Checkpoint[];
  readonly warnings: string[];
}

const { seed } = fakeConfig();

/** As few candidates as a search may draw: how many there are changes nothing of what is tested here. */
const few = { population: 6 };
/** Options with which what a method draws decides what it adapts to. */
const drawing: Readonly<Record<string, Record<string, unknown>>> = {
  recap: { plpdThreshold: 0 },
  foa: few,
  foa_i_v1: few,
  foa_i_v2: few,
};

function boundOf(id: string, ownSeed = seed): BoundMethod {
  return findMethod(id).bind({ ...contextFor(id), batchSize, seed: ownSeed }, { ...eager[id], ...drawing[id] });
}

async function outcomeOf(
  id: string,
  streams: readonly OpenStream[],
  changes: Partial<RunConfigInput> = {},
  from?: Checkpoint,
): Promise<Outcome> {
  const method = findMethod(id);
  const shifts = streams.map(({ shift }) => shift);
  const config = fakeConfig({ method: id, shifts, batchSize, checkpointEvery: 1, ...changes });
  const bound = boundOf(id, config.seed);
  const events: RunEvent[] = [];
  const parts = { engine, method, bound, model: contextFor(method.id).model, streams };
  await run(config, parts, uncontrolled, (event) => events.push(event), from);
  return {
    rows: events
      .filter((event) => event.type === 'batch')
      .map(({ position, batch: { computeSeconds: _c, loadSeconds: _l, ...row } }) => ({ at: position, ...row })),
    checkpoints: events.filter((event) => event.type === 'checkpoint').map(({ checkpoint }) => checkpoint),
    warnings: events.filter((event) => event.type === 'log').map(({ text }) => text),
  };
}

/** Runs without an interruption, by what they are of: several tests compare others with the same one. */
const whole = new Map<string, Promise<Outcome>>();

function wholeOf(id: string, streams: readonly OpenStream[], changes: Partial<RunConfigInput> = {}): Promise<Outcome> {
  const key = JSON.stringify([id, streams.map(({ stream }) => stream.name), { policy: 'reset', ...changes }]);
  const outcome = whole.get(key) ?? outcomeOf(id, streams, changes);
  whole.set(key, outcome);
  return outcome;
}

/** The state after so many batches of a stream. */
function stateAt({ checkpoints }: Outcome, position: number, next: number): MethodState {
  return checkpoints.find((checkpoint) => checkpoint.position === position && checkpoint.next === next)!.state;
}

describe.each(Object.keys(methods))('%s', (id) => {
  afterAll(() => whole.clear());

  it('starts every stream from the source exactly: an episodic run equals runs of their own', async () => {
    const both = await wholeOf(id, [noise, fog]);
    expect(stateAt(both, 1, 0)).toEqual(boundOf(id).init());
    for (const [position, stream] of [noise, fog].entries()) {
      const alone = await wholeOf(id, [stream]);
      const rows = both.rows.filter(({ at }) => at === position).map((row) => ({ ...row, at: 0 }));
      expect(alone.rows).toEqual(rows);
      expect(stateAt(alone, 0, 2)).toEqual(stateAt(both, position, 2));
    }
  });

  it('gives the same numbers for the same seed, and others for another where it draws', async () => {
    const numbers = ({ rows, checkpoints }: Outcome) => ({ rows, states: checkpoints.map(({ state }) => state) });
    const first = numbers(await wholeOf(id, [noise]));
    expect(numbers(await outcomeOf(id, [noise]))).toEqual(first);
    if (!boundOf(id).draw) return;
    expect(numbers(await outcomeOf(id, [noise], { seed: seed + 1 }))).not.toEqual(first);
  });

  it.each(['reset', 'continual'] as const)('goes on from any batch to the same numbers (%s)', async (policy) => {
    const uninterrupted = await wholeOf(id, [noise, fog], { policy });
    for (const checkpoint of some(uninterrupted.checkpoints.slice(0, -1), 3)) {
      const { position, next } = checkpoint;
      const rest = await outcomeOf(id, [noise, fog], { policy }, structuredClone(checkpoint));
      const later = ({ at, index }: Row): boolean => at > position || (at === position && index >= next);
      expect(rest.rows).toEqual(uninterrupted.rows.filter(later));
      expect(rest.checkpoints.at(-1)!.state).toEqual(uninterrupted.checkpoints.at(-1)!.state);
    }
  });

  it('is a fresh method again from each batch on at which it is reset', async () => {
    const both = [noise, fog];
    const changes = { policy: 'continual', resetEvery: 2 } as const;
    const resetting = await outcomeOf(id, both, changes);
    // Batches 2 and 4 of all six: the third of the first stream, the second of the second.
    for (const [position, next] of [
      [0, 2],
      [1, 1],
    ] as const) {
      const fresh = { ...resetting.checkpoints[0]!, position, next, state: boundOf(id).init() };
      const from = await outcomeOf(id, both, { policy: 'continual' }, fresh);
      const batches = resetting.rows.findIndex(({ at, index }) => at === position && index === next);
      expect(resetting.rows.slice(batches, batches + 2)).toEqual(from.rows.slice(0, 2));
    }
    for (const checkpoint of some(resetting.checkpoints.slice(0, -1), 4)) {
      const rest = await outcomeOf(id, both, changes, structuredClone(checkpoint));
      expect(rest.checkpoints.at(-1)!.state).toEqual(resetting.checkpoints.at(-1)!.state);
      expect(rest.rows).toEqual(resetting.rows.slice(-rest.rows.length));
    }
    if (!findMethod(id).frozen)
      expect(resetting.rows).not.toEqual((await wholeOf(id, both, { policy: 'continual' })).rows);
  });

  it('predicts clean images and its own ones after a stream without changing its state', async () => {
    const parts = {
      engine,
      method: findMethod(id),
      bound: boundOf(id),
      model: contextFor(id).model,
      streams: [noise, fog],
    };
    const config = fakeConfig({
      method: id,
      shifts: [noise.shift, fog.shift],
      batchSize,
      policy: 'continual',
      cleanImages: 8,
      unlabelledImages: 8,
    });
    const events: RunEvent[] = [];
    const clean = streamOf('clean', 3).stream;
    await run(config, { ...parts, clean }, uncontrolled, (event) => events.push(event));
    const summaries = events.filter((event) => event.type === 'shift-finished').map(({ summary }) => summary);
    const measured = summaries.map(({ clean: one }) => one);
    for (const { unlabelled } of summaries) {
      expect(unlabelled!.images).toBeGreaterThanOrEqual(8);
      expect(unlabelled!.snd).toBeGreaterThan(0);
    }
    expect(measured).toEqual([expect.objectContaining({ images: 8 }), expect.objectContaining({ images: 8 })]);
    if (findMethod(id).frozen) expect(measured.map((one) => one && forgettingOf(one))).toEqual([0, 0]);
    const plain = await wholeOf(id, [noise, fog], { policy: 'continual' });
    const last = events.filter((event) => event.type === 'checkpoint').at(-1)!;
    expect(last.checkpoint.state).toEqual(plain.checkpoints.at(-1)!.state);
  });

  it('never lets an image that is not a number into its state, and says that it left the batch out', async () => {
    const broken = await outcomeOf(id, [streamOf('gaussian_noise', 1, 1)], { policy: 'continual' });
    expect(broken.warnings).toEqual([expect.stringMatching(/^Batch 2 of 3 .*: 1 of its 3 images are not finite\.$/)]);
    expect(broken.rows[1]).toMatchObject({ adapted: false, diagnostics: { left_out: 1, non_finite_images: 1 } });
    expect(stateAt(broken, 0, 2)).toEqual(stateAt(broken, 0, 1));
    for (const { state } of broken.checkpoints) {
      for (const { data } of Object.values(state)) expect([...data].every(Number.isFinite)).toBe(true);
    }
    expect(broken.rows[0]).toEqual((await wholeOf(id, [noise])).rows[0]);
    await expect(outcomeOf(id, [streamOf('fog', 1, 0)], { onNonFinite: 'stop' })).rejects.toMatchObject({
      code: 'numerical',
    });
  });
});
