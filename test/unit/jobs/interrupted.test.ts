import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImageStream } from '../../../src-main/data/stream.ts';
import { float32, type Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { pretrainMgg, startPosition } from '../../../src-main/experiments/pretrain-mgg.ts';
import type { PretrainTask } from '../../../src-main/experiments/pretrain-task.ts';
import { pretrainDefaults } from '../../../src-main/experiments/pretrain-step.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import { packPosition, unpackPosition } from '../../../src-main/jobs/pretrain-checkpoint.ts';
import { findMethod } from '../../../src-main/methods/method-registry.ts';
import { untrainedMgg } from '../../../src-main/mgg/checkpoint.ts';
import type { GeneratorKind } from '../../../src-main/mgg/weights.ts';
import type { Checkpoint, StoredTensor } from '../../../src-main/store/checkpoint.ts';
import { channelModel, cpuEngine, fakeConfig, fakeStream, samplesOf } from '../../support/fakes.ts';
import { batch, context, eager } from '../methods/support.ts';

/*
 * Checkpoints that version 0.1.0 wrote after two of three batches, or after the first of two epochs, and the numbers that it
 * went on with. Whoever updates the lab keeps the runs that were interrupted.
 */

interface Stored extends Omit<Checkpoint, 'state'> {
  readonly state: Readonly<Record<string, { shape: number[]; dtype: StoredTensor['dtype']; bytes: string }>>;
}

interface Recorded {
  readonly runs: Readonly<
    Record<string, { checkpoint: Stored; next: { correct1: number; diagnostics: Record<string, number> } }>
  >;
  readonly pretraining: Readonly<Record<GeneratorKind, { checkpoint: Stored; losses: number[] }>>;
}

const recorded = JSON.parse(readFileSync(new URL('../../data/interrupted.json', import.meta.url), 'utf8')) as Recorded;

function decode({ state, ...rest }: Stored): Checkpoint {
  const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
  const tensors = Object.entries(state).map(([name, { shape, dtype, bytes }]): [string, StoredTensor] => [
    name,
    { shape, dtype, data: new arrays[dtype](Uint8Array.from(Buffer.from(bytes, 'base64')).buffer) },
  ]);
  return { ...rest, state: Object.fromEntries(tensors) };
}

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const stream: ImageStream = {
  name: 'fog/5',
  again: (name) => ({ ...stream, name }),
  batchSize: 4,
  batchCount: 3,
  imageCount: 12,
  fingerprint: 'f'.repeat(64),
  skipped: [],
  notices: [],
  async *batches(first = 0) {
    for (let index = first; index < 3; index++) {
      const images = batch(index + 1).data as Float32Array;
      yield await Promise.resolve({ index, size: 4, images, labels: Int32Array.of(0, 1, 2, 0), samples: samplesOf(4) });
    }
  },
};

// Later methods wrote none.
describe.each(Object.keys(recorded.runs))('an interrupted run of %s', (id) => {
  const { checkpoint, next } = recorded.runs[id]!;

  it('is gone on with to the same numbers, and keeps the names of its tensors', async () => {
    const method = findMethod(id);
    const mgg = untrainedMgg(1, { kind: id === 'mgtta_lstm' ? 'lstm' : 'gml', hiddenSize: 2 });
    const bound = method.bind({ ...context, mgg }, { ...eager[id], ...(id === 't3a' ? { supports: 2 } : {}) });
    const shift = { corruption: 'fog', severity: 5 };
    const config = fakeConfig({ method: id, shifts: [shift], checkpointEvery: 1 });
    const events: RunEvent[] = [];
    const parts = { engine, method, bound, model: context.model, streams: [{ shift, stream }] };
    await run(config, parts, uncontrolled, (event) => events.push(event), decode(checkpoint));

    const rows = events.flatMap((event) => (event.type === 'batch' ? [event.batch] : []));
    expect(rows.map(({ index, correct1 }) => [index, correct1])).toEqual([[2, next.correct1]]);
    expect(Object.keys(rows[0]!.diagnostics)).toEqual(Object.keys(next.diagnostics));
    for (const [name, value] of Object.entries(next.diagnostics)) {
      expect(rows[0]!.diagnostics[name], name).toBeCloseTo(value, 6);
    }
    const names = Object.keys(checkpoint.state).sort();
    expect(Object.keys(bound.init()).sort()).toEqual(names);
    const later = events.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint] : []));
    for (const { state } of later) expect(Object.keys(state).sort()).toEqual(names);
  });
});

describe.each<GeneratorKind>(['gml', 'lstm'])('an interrupted pre-training of a generator of kind %s', (kind) => {
  const { checkpoint, losses } = recorded.pretraining[kind];
  const task = {
    model: channelModel,
    statistics: { std: float32(Float32Array.of(0.1, 0.2, 0.1)), mean: float32(Float32Array.of(0.4, 0.5, 0.6)) },
    options: { ...pretrainDefaults, lr: 0.01, unroll: 2 },
    batchSize: 2,
    steps: 6,
    seed: 3,
    kind,
    hiddenSize: 2,
    heads: 1,
    epochStream: (epoch) => Promise.resolve(fakeStream({ images: 7, batchSize: 2, seed: epoch + 1 })),
    evaluate: null,
    others: [],
    evolution: null,
    control: uncontrolled,
  } satisfies Omit<PretrainTask, 'engine'>;

  it('is gone on with to the same numbers, and keeps the names of its tensors', async () => {
    const { position, tally } = unpackPosition(startPosition(task), decode(checkpoint));
    expect(Object.keys(packPosition(position, tally).state).sort()).toEqual(Object.keys(checkpoint.state).sort());
    const found: number[] = [];
    for await (const event of pretrainMgg({ ...task, engine }, position)) {
      if (event.kind === 'step') found.push(event.loss);
    }
    expect(found).toHaveLength(losses.length);
    found.forEach((loss, i) => expect(loss).toBeCloseTo(losses[i]!, 6));
  });
  it('is refused where a tensor is missing', () => {
    const { 'state.adam.count': _missing, ...state } = decode(checkpoint).state;
    expect(() => unpackPosition(startPosition(task), { ...decode(checkpoint), state })).toThrow('adam.count');
  });
});
