import { seeded, textKey } from '../../src-shared/random.ts';
import type { BatchRecord } from '../../src-shared/records.ts';
import type { NonFinitePolicy } from '../../src-shared/run-config.ts';
import type { Sample } from '../data/samples.ts';
import type { Batch, ImageStream } from '../data/stream.ts';
import type { HostTensor } from '../engines/engine.ts';
import type { MethodState } from '../methods/method.ts';
import type { RunControl } from './control.ts';
import type { MethodRunner } from './method-runner.ts';
import { labelsWithinMask, scoreBatch, type BatchScore, type Prediction } from './metrics-score.ts';
import { keepFinite } from './non-finite.ts';
import { distance } from './tensors.ts';

/** When adaptation ends within a stream; null for never. */
interface Budget {
  readonly batches: number | null;
  /** Seconds spent in adaptation steps, loading apart. */
  readonly seconds: number | null;
}

/** Where a stream stands; all that is needed to go on from here. */
export interface StreamPosition {
  readonly nextBatch: number;
  readonly adaptedBatches: number;
  readonly adaptSeconds: number;
  readonly state: MethodState;
}

/** One batch, done and scored by what was predicted before the update. */
export interface BatchOutcome {
  /** Its diagnostics are those of the method, and `theta_distance` = ‖θ − θ0‖ after the update. */
  readonly batch: BatchRecord;
  /** By image. */
  readonly predictions: readonly Prediction[];
  readonly samples: readonly Sample[];
  /**
   * Set when the update of this batch was left out because of numbers that are not finite: what
   * happened, in words.
   */
  readonly leftOut?: string;
  /** Where the stream stands after this batch. */
  readonly position: StreamPosition;
}

/** Going back to the source model within streams. */
export interface Reset {
  /** k: before batch t with t mod k = 0. */
  readonly every: number;
  /** Batches before this stream that count. */
  readonly before: number;
  readonly state: MethodState;
}

/**
 * The state before a batch: back at the start where a reset fell on it, or on batches since `next` that were left out
 * because nothing of them could be read.
 */
export function stateBefore(
  batch: number,
  { nextBatch, state }: StreamPosition,
  reset: Reset | undefined,
): MethodState {
  if (!reset) return state;
  const latest = Math.floor((reset.before + batch) / reset.every) * reset.every;
  return latest >= reset.before + nextBatch ? reset.state : state;
}

export interface AdaptationTask {
  readonly runner: MethodRunner;
  readonly stream: ImageStream;
  readonly budget: Budget;
  readonly start: StreamPosition;
  /** θ of the source model, for the distance from it. */
  readonly sourceTheta: HostTensor;
  /** The method never changes its state. */
  readonly frozen: boolean;
  /** Smallest batch that can be adapted to: 2 where a statistic over the batch is needed. A smaller one is predicted only. */
  readonly smallestBatch: number;
  /** Seed of what the method draws; draws depend on it, the stream's name and the batch only. */
  readonly seed: number;
  /** The classes that the model predicts, where these are not all; null for all. */
  readonly classMask: readonly number[] | null;
  readonly onNonFinite: NonFinitePolicy;
  /** When the state goes back to the start; never by default. */
  readonly reset?: Reset;
  readonly control: RunControl;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

function budgetLeft(budget: Budget, position: StreamPosition): boolean {
  if (budget.batches !== null && position.adaptedBatches >= budget.batches) return false;
  return budget.seconds === null || position.adaptSeconds < budget.seconds;
}

function advance(start: StreamPosition, batch: Batch, state: MethodState, adapted: boolean, seconds: number) {
  return {
    nextBatch: batch.index + 1,
    adaptedBatches: start.adaptedBatches + (adapted ? 1 : 0),
    adaptSeconds: start.adaptSeconds + (adapted ? seconds : 0),
    state,
  };
}

function score(logits: HostTensor, labels: Int32Array, mask: readonly number[] | null): BatchScore {
  return scoreBatch({
    values: logits.data as Float32Array,
    kind: 'logits',
    classes: logits.shape[1]!,
    labels: mask ? labelsWithinMask(labels, mask) : labels,
  });
}

const finite = (diagnostics: Readonly<Record<string, number>>): BatchRecord['diagnostics'] =>
  Object.fromEntries(Object.entries(diagnostics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));

/**
 * Test-time adaptation over one stream: each batch is predicted first and then adapted to, until the budget is spent;
 * from there on batches are predicted only. Ends early when the control asks for it, between two batches. The state never
 * becomes other than finite: see `keepFinite` for what happens to a batch that would make it so.
 * @throws LabError `numerical` naming the batch; the position of the last outcome is then the last good one.
 */
export async function* adapt(task: AdaptationTask): AsyncGenerator<BatchOutcome, void, undefined> {
  const { runner, stream, budget, control, now = () => performance.now() } = task;
  let position = task.start;
  let waitingSince = now();
  const streamKey = textKey(stream.name);
  for await (const batch of stream.batches(position.nextBatch)) {
    // Before the control is asked: a pause is no loading.
    const loadSeconds = (now() - waitingSince) / 1000;
    if (!(await control.mayContinue())) return;
    position = { ...position, state: stateBefore(batch.index, position, task.reset) };
    const mayAdapt = !task.frozen && batch.size >= task.smallestBatch && budgetLeft(budget, position);
    const kind = mayAdapt || (task.frozen && batch.size >= task.smallestBatch) ? 'step' : 'predict';
    await runner.prepare(kind, batch.size, position.state);
    const startedAt = now();
    const draws = runner.draw(batch.size, seeded(task.seed, streamKey, batch.index));
    const tried = await runner.run(kind, batch.images, batch.size, position.state, draws);
    const computeSeconds = (now() - startedAt) / 1000;
    const { result, leftOut } = await keepFinite(task, batch, kind, tried, position.state);
    const adapted = mayAdapt && leftOut === undefined;
    position = advance(position, batch, result.state, adapted, computeSeconds);
    const theta = result.state['theta'];
    const moved = theta ? { theta_distance: distance(theta, task.sourceTheta) } : {};
    const diagnostics = finite({ ...result.diagnostics, ...moved });
    const { counts, predictions } = score(result.logits, batch.labels, task.classMask);
    yield {
      batch: { index: batch.index, ...counts, adapted, computeSeconds, loadSeconds, diagnostics },
      predictions,
      samples: batch.samples,
      ...(leftOut === undefined ? {} : { leftOut }),
      position,
    };
    waitingSince = now();
  }
}
