import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { float32, type Engine, type HostTensor } from '../../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../../src-main/engines/onnx/engine.ts';
import { MethodRunner, type BatchResult } from '../../../src-main/experiments/method-runner.ts';
import { candidatesAtOnce } from '../../../src-main/methods/foa-fitness.ts';
import { foa } from '../../../src-main/methods/foa.ts';
import type { MethodState } from '../../../src-main/methods/method.ts';
import { seeded } from '../../../src-shared/random.ts';
import { batch, context } from './support.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await openOnnxEngine('cpu', { threads: 1 });
});
afterAll(() => engine.dispose());

const small = { prompts: 2, population: 8 };

/** With a model of which two candidates of four images take a megabyte. */
async function run(options: Readonly<Record<string, number>>, batches = 3): Promise<BatchResult[]> {
  const model = { ...context.model, forwardBytes: () => 2.5e5 };
  const bound = foa.bind({ ...context, model }, { ...small, ...options });
  const runner = new MethodRunner(engine, 'FOA', bound, context.model);
  const results: BatchResult[] = [];
  let state: MethodState = bound.init();
  for (let t = 0; t < batches; t++) {
    const images = batch(20 + t).data as Float32Array;
    const result = await runner.run('step', images, 4, state, runner.draw(4, seeded(9, t)));
    results.push(result);
    ({ state } = result);
  }
  await runner.dispose();
  return results;
}

const numbers = (tensor: HostTensor | undefined): number[] => [...(tensor?.data ?? [])];

describe('FOA', () => {
  it('gives the same numbers however many candidates are tried at once', async () => {
    const [together, apart] = [await run({ population: 7, memory: 1000 }), await run({ population: 7, memory: 1 })];
    for (const [t, { logits, details, state }] of together.entries()) {
      const other = apart[t]!;
      numbers(logits).forEach((value, i) => expect(other.logits.data[i]).toBeCloseTo(value, 5));
      numbers(details['losses']).forEach((value, i) => expect(other.details['losses']!.data[i]).toBeCloseTo(value, 4));
      expect(numbers(other.details['best_index'])).toEqual(numbers(details['best_index']));
      expect(Object.keys(other.state)).toEqual(Object.keys(state));
    }
  });

  it('returns the outputs of the candidate with the least loss and tries it again on the next batch', async () => {
    const [first, second] = await run({});
    const losses = numbers(first!.details['losses']);
    const best = numbers(first!.details['best_index'])[0]!;
    expect(losses).toHaveLength(9);
    expect(losses[best]).toBe(Math.min(...losses));
    const outputs = numbers(first!.details['candidate_outputs']);
    expect(numbers(first!.logits)).toEqual(outputs.slice(best * 12, (best + 1) * 12));
    const bound = foa.bind(context, small);
    const runner = new MethodRunner(engine, 'FOA', bound, context.model);
    const images = batch(21).data as Float32Array;
    const candidates = float32(new Float32Array(9 * 16), [9, 2, 8]);
    (candidates.data as Float32Array).set(first!.state['best']!.data, 8 * 16);
    const replayed = await runner.run('step', images, 4, first!.state, { candidates });
    await runner.dispose();
    expect(numbers(replayed.details['losses'])[8]).toBeCloseTo(numbers(second!.details['losses'])[8]!, 6);
  });

  it('shifts from the second batch on, by what the batches before were like', async () => {
    const [first, second, third] = await run({ decay: 0.5 });
    expect(new Set(numbers(first!.details['shift_vector']))).toEqual(new Set([0]));
    const mean = numbers(context.statistics!.mean).slice(-8);
    const history = numbers(first!.details['hist_stat']);
    numbers(second!.details['shift_vector']).forEach((value, j) =>
      expect(value).toBeCloseTo(mean[j]! - history[j]!, 6),
    );
    const means = numbers(third!.details['candidate_cls_mean']);
    const before = numbers(second!.details['hist_stat']);
    numbers(third!.details['hist_stat']).forEach((value, j) => {
      const average = Array.from({ length: 9 }, (_, k) => means[k * 8 + j]!).reduce((sum, x) => sum + x, 0) / 9;
      expect(value).toBeCloseTo(0.5 * before[j]! + 0.5 * average, 5);
    });
  });

  it('searches differently with another seed', () => {
    const start = (seed: number): MethodState => foa.bind({ ...context, seed }, small).init();
    expect(start(1)).toEqual(start(1));
    expect(start(1)).not.toEqual(start(2));
    const bound = foa.bind(context, small);
    expect(bound.draw!(4, seeded(3))).toEqual(bound.draw!(4, seeded(3)));
    expect(bound.draw!(4, seeded(3))).not.toEqual(bound.draw!(4, seeded(4)));
  });
});

describe('candidatesAtOnce', () => {
  const atOnce = (count: number, batchSize: number, megabytes: number): number =>
    candidatesAtOnce(count, { batchSize, bytes: 1e6, megabytes });

  it('takes all that fit', () => {
    expect(atOnce(7, 1, 7)).toBe(7);
    expect(atOnce(7, 1, 1e9)).toBe(7);
  });

  it('takes one where not even one fits', () => {
    expect(atOnce(28, 10, 5)).toBe(1);
  });

  it('takes no more than 8 images, or one candidate', () => {
    expect(atOnce(28, 2, 1e9)).toBe(4);
    expect(atOnce(28, 8, 1e9)).toBe(1);
    expect(atOnce(28, 64, 1e9)).toBe(1);
  });

  it('takes fewer where that leaves no place empty', () => {
    expect(atOnce(28, 1, 8)).toBe(7);
    expect(atOnce(28, 1, 5)).toBe(4);
    expect(atOnce(9, 1, 4)).toBe(3);
  });
});
