import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classNames } from '../../../src-main/data/quickstart/idx-files.ts';
import { float32 } from '../../../src-main/engines/engine.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import type { JobEvent } from '../../../src-main/jobs/messages.ts';
import { performAdaptation } from '../../../src-main/jobs/perform-adaptation.ts';
import { Resources } from '../../../src-main/jobs/resources.ts';
import { configure } from '../../../src-main/runs/configure.ts';
import type { ModelReading } from '../../../src-shared/model-reading.ts';
import { readTensors, writeTensors } from '../models/support.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeTinyVit } from '../../support/tiny-vit.ts';

const folder = temporaryFolder('model-reading');
const bare = join(folder, 'bare.safetensors');
const resources = new Resources();
beforeAll(() => {
  const whole = writeTinyVit(join(folder, 'whole.safetensors'));
  writeTensors(bare, readTensors(whole));
});
afterAll(() => resources.dispose());

async function run(reading?: ModelReading, model = bare): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  const { config } = await configure({
    dataset: { kind: 'quickstart' },
    model,
    ...(reading ? { reading } : {}),
    method: 'tent',
    shifts: [{ corruption: 'clean', severity: 0 }],
    images: 8,
    batchSize: 8,
    engine: 'onnx-cpu',
    threads: 1,
  });
  await performAdaptation({ kind: 'adapt', config }, resources, uncontrolled, (event) => events.push(event));
  return events;
}

describe('a run of a model that names its classes', () => {
  it('takes its labels from their names, whatever their order', async () => {
    const reading = { heads: 2, eps: 1e-6, activation: 'gelu', pool: 'token' } as const;
    const tensors = readTensors(bare);
    const other = join(folder, 'other.safetensors');
    const reversed = (name: string) => {
      const { data, shape } = tensors[name]!;
      const width = data.length / shape[0]!;
      const rows = Array.from({ length: shape[0]! }, (_, row) => [...data.slice(row * width, (row + 1) * width)]);
      return float32(Float32Array.from(rows.toReversed().flat()), shape);
    };
    writeTensors(other, { ...tensors, 'head.weight': reversed('head.weight'), 'head.bias': reversed('head.bias') });
    const summaryOf = (events: readonly JobEvent[]): unknown =>
      events.flatMap((event) => (event.type === 'batch' ? [event.batch.correct1, event.batch.diagnostics] : []));
    const expected = summaryOf(await run(reading));
    expect(summaryOf(await run(reading, other))).not.toEqual(expected);
    const id2label = Object.fromEntries(classNames.toReversed().map((name, id) => [id, name]));
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ id2label }));
    const events = await run(reading, other);
    expect(summaryOf(events)).toEqual(expected);
    const logged = events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
    expect(logged).toEqual([expect.stringContaining('Labels come from the names') as string]);
  });
});

describe('a run of a model whose file leaves its arithmetic open', () => {
  it('is refused where nothing is usual', async () => {
    await expect(run()).rejects.toMatchObject({
      code: 'bad-checkpoint',
      hint: expect.stringContaining('--heads') as string,
    });
  });

  it('records what was said and what was guessed, and says the latter in its log', async () => {
    const events = await run({ heads: 2, eps: 1e-5 });
    expect(events.find(({ type }) => type === 'prepared')).toMatchObject({
      facts: {
        arithmetic: '2 heads, LayerNorm eps 1e-5, GELU (erf), class token',
        arithmeticSources:
          '2 heads (set by you), LayerNorm eps 1e-5 (set by you), GELU (erf) (guessed), class token (guessed)',
      },
    });
    const logged = events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
    expect(logged).toEqual([expect.stringContaining('guessed as usual: GELU (erf), class token.') as string]);
  });

  it('computes what was said each time, though the file stays open', async () => {
    const predictions = (events: readonly JobEvent[]): unknown =>
      events.flatMap((event) => (event.type === 'batch' ? [event.batch.diagnostics] : []));
    const everything = { heads: 2, eps: 1e-6, activation: 'gelu', pool: 'token' } as const;
    const first = await run(everything);
    expect(first.some(({ type }) => type === 'log')).toBe(false);
    const other = await run({ ...everything, pool: 'avg' });
    expect(predictions(other)).not.toEqual(predictions(first));
    expect(predictions(await run(everything))).toEqual(predictions(first));
  });
});
