import { beforeAll, describe, expect, it } from 'vitest';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';
import type { Batch, ImageStream } from '../../../src-main/data/stream.ts';
import type { Engine } from '../../../src-main/engines/engine.ts';
import { uncontrolled } from '../../../src-main/experiments/control.ts';
import { MethodRunner } from '../../../src-main/experiments/method-runner.ts';
import { run } from '../../../src-main/experiments/run.ts';
import type { RunEvent } from '../../../src-main/experiments/run-event.ts';
import { findMethod, methods } from '../../../src-main/methods/method-registry.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { cpuEngine, fakeConfig, samplesOf } from '../../support/fakes.ts';
import { batch as imagesOf, contextFor, eager, shape } from '../methods/support.ts';

/* How much each image counts for methods that select or weigh images, as runs keep it. */

let engine: Engine;
beforeAll(async () => {
  engine = await cpuEngine();
});

const count = 5;
const { classes } = shape;
const logClasses = Math.log(classes);

const batchAt = (index: number, size: number): Batch => ({
  ...{ index, size, images: imagesOf(90 + index, size).data as Float32Array },
  ...{ labels: Int32Array.from({ length: size }, (_, i) => i % classes), samples: samplesOf(size, index * size) },
});

function streamOf(size: number): ImageStream {
  return {
    ...{ name: 'fog/5', batchSize: size, batchCount: count, imageCount: count * size, fingerprint: '1'.repeat(64) },
    ...{ skipped: [], notices: [] },
    again: (name) => ({ ...streamOf(size), name }),
    async *batches(from = 0) {
      for (let index = from; index < count; index++) yield await Promise.resolve(batchAt(index, size));
    },
  };
}

const boundOf = (id: string, size: number, options: Record<string, unknown>) =>
  findMethod(id).bind({ ...contextFor(id), batchSize: size, seed: 0 }, { ...eager[id], ...options });

interface Outcome {
  /** By batch; undefined where the run says nothing. */
  readonly weights: (number[] | undefined)[];
  readonly checkpoints: Checkpoint[];
}

async function outcomeOf(
  id: string,
  options: Record<string, unknown>,
  changes: Partial<RunConfigInput> = {},
  from?: Checkpoint,
): Promise<Outcome> {
  const shift = { corruption: 'fog', severity: 5 };
  const config = fakeConfig({ method: id, shifts: [shift], batchSize: 4, checkpointEvery: 1, ...changes });
  const bound = boundOf(id, config.window ?? config.batchSize, options);
  const streams = [{ shift, stream: streamOf(config.batchSize) }];
  const events: RunEvent[] = [];
  const parts = { engine, method: findMethod(id), bound, model: contextFor(id).model, streams };
  await run(config, parts, uncontrolled, (event) => events.push(event), from);
  return {
    weights: events.flatMap((event) => (event.type === 'batch' ? [event.weights && [...event.weights]] : [])),
    checkpoints: events.flatMap((event) => (event.type === 'checkpoint' ? [event.checkpoint] : [])),
  };
}

function softmax(row: readonly number[]): number[] {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  const total = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / total);
}

const entropy = (row: readonly number[]): number => -softmax(row).reduce((sum, p) => sum + p * Math.log(p), 0);

const rowsOf = (values: ArrayLike<number>): number[][] =>
  Array.from({ length: values.length / classes }, (_, i) =>
    Array.from({ length: classes }, (_class, k) => values[i * classes + k]!),
  );

/** The outputs of each step of a method, put together without a run. */
async function stepsOf(id: string, options: Record<string, unknown>): Promise<Record<string, number[][]>[]> {
  const bound = boundOf(id, 4, options);
  const runner = new MethodRunner(engine, id, bound, contextFor(id).model, { details: true });
  let state = bound.init();
  const steps: Record<string, number[][]>[] = [];
  for (let index = 0; index < count; index++) {
    const { logits, details, ...result } = await runner.run('step', batchAt(index, 4).images, 4, state);
    state = result.state;
    steps.push({ logits: rowsOf(logits.data), second: rowsOf(details['second_logits']?.data ?? []) });
  }
  await runner.dispose();
  return steps;
}

/** A bound on the entropy that about half of the images keep. */
async function halfway(id: string): Promise<number> {
  const all = (await stepsOf(id, { lr: 1e-6 })).flatMap(({ logits }) => logits!.map(entropy)).sort((a, b) => a - b);
  return (all[9]! + all[10]!) / 2 / logClasses;
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, k) => sum + x * b[k]!, 0);

describe('the weights of images', () => {
  it('of a method that selects are 1 for those with little entropy, before and after the perturbation', async () => {
    const margin = await halfway('sar');
    const options = { margin, lr: 0.01 };
    const isSure = (row: number[]): boolean => entropy(row) < margin * logClasses;
    const expected = (await stepsOf('sar', options)).map(({ logits, second }) =>
      second!.map((row) => Number(isSure(row) && logits!.some(isSure))),
    );
    expect(new Set(expected.flat())).toEqual(new Set([0, 1]));
    expect((await outcomeOf('sar', options)).weights).toEqual(expected);
  });

  it('of a method that weighs are exp(E₀ − H) for those that are sure and unlike the average', async () => {
    const margin = await halfway('rdumb');
    const steps = await stepsOf('rdumb', { margin, lr: 0.01 });
    // The average as ETA has it, in double precision; the threshold leaves some of the sure images out.
    const similarity = 0.999;
    const options = { margin, lr: 0.01, similarity };
    let average: number[] | undefined;
    const expected = (await stepsOf('rdumb', options)).map(({ logits }) => {
      const weights = logits!.map((row) => {
        const p = softmax(row);
        const cosine = average && dot(p, average) / Math.sqrt(dot(p, p) * dot(average, average));
        const isChosen = entropy(row) < margin * logClasses && (cosine === undefined || Math.abs(cosine) < similarity);
        return isChosen ? Math.exp(margin * logClasses - entropy(row)) : 0;
      });
      const chosen = logits!.filter((_, i) => weights[i] !== 0).map(softmax);
      if (chosen.length > 0) {
        const mean = chosen[0]!.map((_, k) => chosen.reduce((sum, p) => sum + p[k]!, 0) / chosen.length);
        average = average ? average.map((value, k) => 0.9 * value + 0.1 * mean[k]!) : mean;
      }
      return weights;
    });
    const sure = steps.flatMap(({ logits }) => logits!).filter((row) => entropy(row) < margin * logClasses);
    const chosen = expected.flat().filter((weight) => weight > 0);
    expect(chosen.length).toBeGreaterThan(2);
    expect(chosen.length).toBeLessThan(sure.length);
    const { weights } = await outcomeOf('rdumb', options);
    weights.forEach((found, index) => {
      found!.forEach((weight, i) => expect(weight).toBeCloseTo(expected[index]![i]!, 5));
    });
  });

  it('are the same after a resume, and are those of the newest image where there is a window', async () => {
    const options = { margin: await halfway('eata') };
    const whole = await outcomeOf('eata', options);
    const resumed = await outcomeOf('eata', options, {}, whole.checkpoints[1]);
    expect(resumed.weights).toEqual(whole.weights.slice(2));
    const windowed = await outcomeOf('eata', options, { batchSize: 1, window: 3 });
    expect(windowed.weights.map((one) => one?.length)).toEqual([undefined, undefined, 1, 1, 1]);
  });

  it('are left out of batches that are not adapted to, and where a run keeps no records', async () => {
    const spent = await outcomeOf('eata', {}, { budgetBatches: 2 });
    expect(spent.weights.map((one) => one?.length)).toEqual([4, 4, undefined, undefined, undefined]);
    const dropped = await outcomeOf('eata', {}, { imageRecords: 'drop' });
    expect(dropped.weights).toEqual(Array.from({ length: count }));
  });

  it('come of the methods that select or weigh images, one for each image', async () => {
    const weighing: string[] = [];
    for (const id of Object.keys(methods).filter(
      (name) => !['bn_adapt', 'foa', 'foa_i_v1', 'foa_i_v2'].includes(name),
    )) {
      const { weights } = await outcomeOf(id, {}, { budgetBatches: 1 });
      if (weights[0]) weighing.push(id);
      expect(weights[0]?.length ?? 4, id).toBe(4);
    }
    expect(weighing.sort()).toEqual(['cmf', 'deyo', 'eata', 'rdumb', 'recap', 'roid', 'sar', 'spa']);
  });
});
