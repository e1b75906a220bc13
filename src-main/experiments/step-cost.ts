import { seeded, textKey } from '../../src-shared/random.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import type { Batch } from '../data/stream.ts';
import { releaseAll } from '../engines/resident.ts';
import type { LiveState } from '../methods/method.ts';
import { MethodRunner, type StepKind } from './method-runner.ts';
import type { RunParts } from './run.ts';
import { ImageWindow } from './window.ts';

/** Turns of a step and a forward pass, after one that is not counted. */
const turns = 3;

/** The first batch of a run, and what is adapted to with it; undefined where there never is any. */
async function firstBatch(
  { window: size }: RunConfig,
  { streams }: RunParts,
): Promise<{ batch: Batch; given: Batch } | undefined> {
  const stream = streams[0]?.stream;
  if (!stream) return undefined;
  const window = await ImageWindow.open(size ?? 1, stream, []);
  for await (const batch of stream.batches()) {
    if (size === null) return { batch, given: batch };
    window.add(batch);
    if (window.isFull) return { batch, given: window.joined() };
  }
  return undefined;
}

/**
 * C (Alfarra et al., 2024): how many forward passes of a batch a step takes as long as, here and now, to a tenth: a difference
 * below that is noise, but would cost every second batch. At least 1.
 * @param now milliseconds, monotonic
 */
export async function measureStepCost(
  config: RunConfig,
  parts: RunParts,
  now: () => number = () => performance.now(),
): Promise<number> {
  const first = await firstBatch(config, parts);
  if (!first) return 1;
  const { engine, method, bound, model, streams } = parts;
  const runner = new MethodRunner(engine, method.name, bound, model);
  let state: LiveState = bound.init();
  async function time(kind: StepKind, { images, size, index }: Batch): Promise<number> {
    await runner.prepare(kind, size, state);
    const startedAt = now();
    const draws = runner.draw(size, seeded(config.seed, textKey(streams[0]!.stream.name), index));
    const { state: after } = await runner.runLive(kind, images, size, state, draws);
    releaseAll(state, after);
    state = after;
    return now() - startedAt;
  }
  try {
    const total = { step: 0, predict: 0 };
    for (let turn = 0; turn <= turns; turn++) {
      const [step, predict] = [await time('step', first.given), await time('predict', first.batch)];
      if (turn === 0) continue;
      total.step += step;
      total.predict += predict;
    }
    return Math.max(1, Math.round((10 * total.step) / total.predict) / 10);
  } finally {
    await runner.dispose();
  }
}
