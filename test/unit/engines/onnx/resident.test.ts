import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toLabError } from '../../../../src-shared/errors.ts';
import type { RunConfigInput } from '../../../../src-shared/run-config.ts';
import type { ImageStream } from '../../../../src-main/data/stream.ts';
import type { Engine } from '../../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../../src-main/engines/onnx/engine.ts';
import { readAll } from '../../../../src-main/engines/resident.ts';
import { uncontrolled } from '../../../../src-main/experiments/control.ts';
import { MethodRunner } from '../../../../src-main/experiments/method-runner.ts';
import type { RunEvent } from '../../../../src-main/experiments/run-event.ts';
import { run } from '../../../../src-main/experiments/run.ts';
import type { LiveState } from '../../../../src-main/methods/method.ts';
import { findMethod } from '../../../../src-main/methods/method-registry.ts';
import { fakeConfig, samplesOf } from '../../../support/fakes.ts';
import { Traffic, watched } from '../../../support/watched-device.ts';
import { batch, contextFor, shape } from '../../methods/support.ts';

const traffic = new Traffic();
let device: 'fake' | 'real' = 'fake';
vi.mock('onnxruntime-node', async (original) => watched(await original(), traffic, () => device));

const batchSize = 4;
const imageBytes = 4 * batchSize * 3 * shape.imageSize ** 2;
const logitBytes = 4 * batchSize * shape.classes;
/** Diagnostics, and what is measured of the state: some numbers. */
const numberBytes = 64;

/** Six batches; the images of one of them may be not finite. */
function streamOf(broken?: number): ImageStream {
  const stream: ImageStream = {
    name: 'noise',
    again: (name) => ({ ...stream, name }),
    ...{ batchSize, batchCount: 6, imageCount: 24, fingerprint: 'a'.repeat(64), skipped: [], notices: [] },
    async *batches(first = 0) {
      for (let index = first; index < 6; index++) {
        const images = batch(index).data.slice() as Float32Array;
        if (index === broken) images.fill(NaN);
        const labels = Int32Array.from({ length: batchSize }, (_, i) => (index + i) % 3);
        yield await Promise.resolve({ index, size: batchSize, images, labels, samples: samplesOf(batchSize) });
      }
    },
  };
  return stream;
}

interface Crossing {
  readonly up: number;
  readonly down: number;
  readonly live: number;
}

/** Runs a method over the stream. @returns what happened, and what had crossed by the end of each batch since the one before */
async function perform(engine: Engine, id: string, changes: Partial<RunConfigInput> = {}, broken?: number) {
  const { model, ...context } = contextFor(id);
  const method = findMethod(id);
  const bound = method.bind({ ...context, model, batchSize }, {});
  const streams = [{ shift: { corruption: 'gaussian_noise', severity: 5 }, stream: streamOf(broken) }];
  const events: RunEvent[] = [];
  const crossings: Crossing[] = [];
  traffic.restart();
  const config = fakeConfig({ method: id, batchSize, checkpointEvery: 100, ...changes });
  await run(config, { engine, method, bound, model, streams }, uncontrolled, (event) => {
    events.push(event);
    if (event.type !== 'batch') return;
    crossings.push({ up: traffic.up, down: traffic.down, live: traffic.live.size });
    traffic.restart();
  });
  return { events, crossings, tensors: Object.keys(bound.init()).length };
}

const diagnosticsOf = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'batch').map(({ batch: { diagnostics } }) => diagnostics);

const lastState = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'checkpoint').at(-1)!.checkpoint.state;

/** An engine of this computer's WebGPU device, where it has one. */
async function realDevice(): Promise<Engine | undefined> {
  device = 'real';
  try {
    return await openOnnxEngine('webgpu', { threads: 1 });
  } catch (error) {
    if (toLabError(error).code !== 'engine-unavailable') throw error;
    return undefined;
  } finally {
    device = 'fake';
  }
}
const real = await realDevice();

describe.each([
  ['a device that is made up', 'fake'],
  ['this computer’s device', 'real'],
] as const)('state on %s', (_name, kind) => {
  let engine: Engine;
  let cpu: Engine;
  beforeEach(async ({ skip }) => {
    if (kind === 'real' && !real) skip('There is no WebGPU device.');
    device = kind;
    traffic.live.clear();
    engine = await openOnnxEngine('webgpu', { threads: 1 });
    cpu = await openOnnxEngine('cpu', { threads: 1 });
  });
  afterEach(async () => {
    await engine.dispose();
    await cpu.dispose();
  });

  it.each(['tent', 'mgtta'])('stays there: images go up, logits and some numbers come down (%s)', async (id) => {
    const { crossings, tensors } = await perform(engine, id);
    for (const { up, down, live } of crossings.slice(1)) {
      expect(up).toBe(imageBytes);
      expect(down).toBeGreaterThanOrEqual(logitBytes);
      expect(down).toBeLessThanOrEqual(logitBytes + numberBytes);
      // The state of this batch, and the one before it until it is known to be needed no more.
      if (kind === 'fake') expect(live).toBeLessThanOrEqual(2 * tensors);
    }
  });

  it.each(['tent', 'mgtta'])('is that of the CPU (%s)', async (id) => {
    const [there, here] = [await perform(engine, id), await perform(cpu, id)];
    const expected = lastState(here.events);
    for (const [name, tensor] of Object.entries(lastState(there.events))) {
      for (const [at, value] of tensor.data.entries()) expect(value).toBeCloseTo(expected[name]!.data[at]!, 5);
    }
    for (const [at, diagnostics] of diagnosticsOf(there.events).entries()) {
      const wanted = diagnosticsOf(here.events)[at]!;
      expect(Object.keys(diagnostics)).toEqual(Object.keys(wanted));
      expect(diagnostics['theta_distance']).toBeCloseTo(wanted['theta_distance']!, 6);
    }
  });

  it('comes down for checkpoints, and all of it is given back with them', async () => {
    const { events } = await perform(engine, 'mgtta', { checkpointEvery: 2 });
    const checkpoints = events.filter((event) => event.type === 'checkpoint');
    expect(checkpoints.map(({ checkpoint: { next } }) => next)).toEqual([2, 4, 0]);
    const [first, second] = checkpoints.map(({ checkpoint }) => checkpoint.state['theta']!.data);
    expect(second).not.toEqual(first);
    expect(traffic.live.size).toBe(0);
  });

  it('goes back to the one before where an update is not finite', async () => {
    const { events, crossings } = await perform(engine, 'mgtta', {}, 2);
    const moved = diagnosticsOf(events).map((diagnostics) => diagnostics['theta_distance']!);
    expect(moved[2]).toBe(moved[1]);
    expect(moved[3]).not.toBe(moved[2]);
    const warnings = events.filter((event) => event.type === 'log').map(({ text }) => text);
    expect(warnings).toEqual([expect.stringContaining('4 of its 4 images are not finite')]);
    // It was tried, and then predicted from the state before it, which had not left the device.
    expect(crossings[2]!.up).toBe(2 * imageBytes);
    expect(crossings[3]!.up).toBe(imageBytes);
  });

  it('names the tensor that is not finite, as the CPU does', async () => {
    const at = async (own: Engine) => {
      const { model } = contextFor('tent');
      const bound = findMethod('tent').bind({ ...contextFor('tent'), batchSize }, { lr: 1e38, momentum: 0.9 });
      const runner = new MethodRunner(own, 'tent', bound, model);
      let state: LiveState = bound.init();
      const finite: string[][] = [];
      for (let index = 0; index < 3; index++) {
        ({ state } = await runner.runLive('step', batch(index).data as Float32Array, batchSize, state));
        const broken = Object.entries(state).filter(([, tensor]) => !runner.facts.isFinite(tensor));
        finite.push(broken.map(([name]) => name));
      }
      await readAll(state);
      await runner.dispose();
      return finite;
    };
    const found = await at(engine);
    expect(found).toEqual(await at(cpu));
    expect(found.flat()).toContain('theta');
  });
});

describe('an engine', () => {
  it('takes no tensor that another one keeps on its device', async () => {
    device = 'fake';
    const there = await openOnnxEngine('webgpu', { threads: 1 });
    const here = await openOnnxEngine('cpu', { threads: 1 });
    const bound = findMethod('tent').bind({ ...contextFor('tent'), batchSize }, {});
    const runners = [there, here].map((engine) => new MethodRunner(engine, 'tent', bound, contextFor('tent').model));
    const images = batch(0).data as Float32Array;
    const { state } = await runners[0]!.runLive('step', images, batchSize, bound.init());
    const given = { theta: { ...state['theta']!, read: () => Promise.reject(new Error('unused')), release: () => {} } };
    await expect(runners[1]!.runLive('predict', images, batchSize, { ...state, ...given })).rejects.toMatchObject({
      message: expect.stringContaining('another engine') as string,
    });
    for (const runner of runners) await runner.dispose();
    for (const engine of [there, here]) await engine.dispose();
  });
});
