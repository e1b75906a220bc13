import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GradientRecord } from '../../../src-shared/gradient-records.ts';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import type { ImageStream, Batch } from '../../../src-main/data/stream.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import { cosine, measure, rowDistances, signalShare } from '../../../src-main/experiments/gradients/figures.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { fakeConfig, samplesOf } from '../../support/fakes.ts';
import { some } from '../../support/thorough.ts';
import { batch, contextFor, eager, shape } from '../methods/support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

const batchSize = 16;
const pixels = 3 * shape.imageSize ** 2;

/** Of each two images one after the other, the second is the first again where there is no noise. */
function imagesOf(index: number, noiseless: boolean): Float32Array {
  const images = batch(index + 1, batchSize).data.slice() as Float32Array;
  if (!noiseless) return images;
  for (let i = 0; i < batchSize; i += 2) images.copyWithin((i + 1) * pixels, i * pixels, (i + 1) * pixels);
  return images;
}

function streamOf(noiseless: boolean, batchCount = 4): ImageStream {
  const batchAt = (index: number): Batch => ({
    index,
    size: batchSize,
    images: imagesOf(index, noiseless),
    labels: Int32Array.from({ length: batchSize }, (_, i) => (index + i) % shape.classes),
    samples: samplesOf(batchSize),
  });
  const stream: ImageStream = {
    name: 'fog/5',
    again: () => stream,
    batchSize,
    batchCount,
    imageCount: batchCount * batchSize,
    fingerprint: 'f'.repeat(64),
    skipped: [],
    notices: [],
    async *batches(first = 0) {
      for (let index = first; index < batchCount; index++) yield await Promise.resolve(batchAt(index));
    },
  };
  return stream;
}

interface Case {
  readonly noiseless?: boolean;
  readonly options?: Record<string, number | string | boolean>;
  readonly changes?: Partial<RunConfigInput>;
  readonly from?: Checkpoint;
}

async function eventsOf(id: string, { noiseless = false, options = {}, changes = {}, from }: Case = {}) {
  const method = findMethod(id);
  const given = { ...eager[id], ...options } as Record<string, number | string | boolean>;
  const bound = method.bind({ ...contextFor(id), batchSize }, given);
  const config = fakeConfig({ method: id, options: given, gradientRecords: 1, batchSize, ...changes });
  const { model } = contextFor(id);
  const shift = { corruption: 'fog', severity: 5 };
  const parts = { engine, method, bound, model, streams: [{ shift, stream: streamOf(noiseless) }] };
  const events: RunEvent[] = [];
  await run(config, parts, uncontrolled, (event) => events.push(event), from);
  return events;
}

const recordsIn = (events: readonly RunEvent[]): GradientRecord[] =>
  events.flatMap((event) => (event.type === 'batch' && event.gradients ? [event.gradients] : []));

/** Output of a run apart from times and records of gradients. */
const numbersIn = (events: readonly RunEvent[]): unknown[] =>
  events.flatMap((event): unknown[] => {
    if (event.type === 'checkpoint') return [event.checkpoint.state];
    if (event.type !== 'batch') return [];
    const { computeSeconds: _c, loadSeconds: _l, ...rest } = event.batch;
    return [{ ...rest, images: [...(event.images ?? [])] }];
  });

describe('records of gradients', () => {
  it("give the learning rate of FOA-SGD as each layer's effective rate", async () => {
    const lr = 0.005;
    // Updates are differences of float32 numbers about 1: larger gradients stand out from their rounding.
    const records = recordsIn(await eventsOf('foa_sgd', { options: { lr, lambda: 1000 } }));
    expect(records.map(({ batch: index }) => index)).toEqual([0, 1, 2, 3]);
    for (const { whole, byLayer, layers } of records) {
      expect(whole.effectiveRate).toBeCloseTo(lr, 6);
      expect(whole.cosineDescent).toBeCloseTo(1, 6);
      expect(byLayer.effectiveRate).toHaveLength(layers.length);
      for (const rate of byLayer.effectiveRate!) if (rate !== null) expect(Math.abs(rate - lr)).toBeLessThan(1e-6);
    }
  });

  it('find nothing but signal in a stream without noise', async () => {
    for (const id of ['tent', 'eata', 'mgtta']) {
      for (const { whole, byLayer } of recordsIn(await eventsOf(id, { noiseless: true }))) {
        expect(whole.halvesCosine, id).toBeCloseTo(1, 6);
        expect(whole.halvesSignal, id).toBeCloseTo(1, 6);
        for (const share of byLayer.halvesSignal!) if (share !== null) expect(share).toBeCloseTo(1, 5);
      }
    }
    const [noisy] = recordsIn(await eventsOf('mgtta'));
    expect(noisy!.whole.halvesSignal).toBeLessThan(0.9999);
  });

  it('know Adam and SGD with momentum by their steps', async () => {
    for (const { whole } of recordsIn(await eventsOf('foa_adam'))) expect(whole.cosineAdam).toBeCloseTo(1, 4);
    for (const { whole } of recordsIn(await eventsOf('tent', { options: { lr: 1 } })))
      expect(whole.cosineSgd).toBeCloseTo(1, 4);
  });

  it('leave the numbers of a run as they are', async () => {
    const without = { gradientRecords: null };
    for (const id of some(['mgtta', 'tent', 'mgtta_lstm', 'sar', 'deyo', 'recap', 'zerosiam', 'bn_adapt'], 4)) {
      const recorded = await eventsOf(id);
      const plain = await eventsOf(id, { changes: without });
      expect(numbersIn(recorded), id).toEqual(numbersIn(plain));
      expect(recordsIn(plain)).toEqual([]);
    }
  });

  it('go on after an interruption as if there had been none', async () => {
    const whole = await eventsOf('mgtta', { changes: { checkpointEvery: 2 } });
    const from = whole.flatMap((event) => (event.type === 'checkpoint' ? event.checkpoint : []))[0]!;
    const rest = await eventsOf('mgtta', { from, changes: { checkpointEvery: 2 } });
    expect(recordsIn(rest)).toEqual(recordsIn(whole).slice(2));
  });

  it('have memories, and none where the method has none', async () => {
    const [first, second] = recordsIn(await eventsOf('mgtta', { changes: { gradientRecords: 2 } }));
    expect(second!.batch).toBe(2);
    expect(first!.memories.map(({ quantile }) => quantile)).toEqual([0.05, 0.5, 0.95]);
    expect(first!.memories[0]!.memory['weight']).toHaveLength(64);
    expect(first!.whole.memoryWeight).toBeGreaterThan(0);
    expect(first!.whole.reconstructionAfter).toBeLessThan(first!.whole.reconstructionBefore!);
    const [frozen] = recordsIn(await eventsOf('mgtta', { options: { frozenMemory: true } }));
    expect(frozen!.whole.memoryWeight).toBe(0);
    expect(frozen!.whole.reconstructionAfter).toBe(frozen!.whole.reconstructionBefore);
    const [tent] = recordsIn(await eventsOf('tent'));
    expect(tent!.memories).toEqual([]);
    expect(tent!.whole.memoryWeight).toBeUndefined();
  });

  it('compare with the labels, from the surest images to the least sure', async () => {
    const [record] = recordsIn(await eventsOf('tent'));
    const entropies = record!.groups.map(({ entropy }) => entropy);
    expect(entropies).toEqual(entropies.toSorted((a, b) => a - b));
    expect(record!.groups.map(({ images }) => images)).toEqual([4, 4, 4, 4]);
    for (const { gradient, update } of record!.groups) {
      expect(Math.abs(gradient!)).toBeLessThanOrEqual(1);
      expect(Math.abs(update!)).toBeLessThanOrEqual(1);
    }
  });

  it('are made for every method that follows a gradient, and for no other', async () => {
    const found: string[] = [];
    for (const id of Object.keys(methods)) {
      if (['cotta', 'foa', 'foa_i_v1', 'foa_i_v2'].includes(id)) continue;
      if (recordsIn(await eventsOf(id, { changes: { gradientRecords: 4 } })).length > 0) found.push(id);
    }
    expect(found.toSorted()).toEqual(
      'cmf deyo eata foa_adam foa_sgd mgtta mgtta_lstm rdumb recap roid sar spa tent zerosiam'.split(' '),
    );
  });
});

describe('figures of vectors', () => {
  const all = { name: '', offset: 0, size: 2 };

  it('are those of the definitions', () => {
    expect(cosine([3, 4], [4, 3], all)).toBeCloseTo(24 / 25, 12);
    expect(cosine([0, 0], [4, 3], all)).toBeNull();
    // ḡ = (1, 0), a − b = (0, 2): ‖ḡ‖² = 1 and tr Σ = 1.
    expect(signalShare([1, 1], [1, -1], all)).toBeCloseTo(0.5, 12);
    expect(signalShare([0, 0], [0, 0], all)).toBeNull();
    expect([...rowDistances(Float32Array.of(3, 4, 1, 1), Float32Array.of(0, 0, 1, 1), 2)]).toEqual([5, 0]);
  });

  it('count saturated updates and rates by their part of the parameters', () => {
    const vectors = {
      theta: [1, 1, 2, 2],
      step: Float32Array.of(0.1, 0.01, 0, 0),
      gradient: Float32Array.of(1, 1, 0, 0),
      adam: new Float32Array(4),
      sgd: new Float32Array(4),
      lr: 0.1,
      memory: {},
      perParameter: {},
    };
    const first = measure(vectors, { name: 'a', offset: 0, size: 2 });
    expect(first.saturation).toBe(0.5);
    expect(first.effectiveRate).toBeCloseTo(Math.sqrt((0.01 + 0.0001) / 2), 6);
    const second = measure(vectors, { name: 'b', offset: 2, size: 2 });
    expect(second.effectiveRate).toBeNull();
    expect(second.relativeUpdate).toBe(0);
  });
});
