import { seeded, textKey } from '../../src-shared/random.ts';
import { outlierCount, type BatchRecord, type Passes } from '../../src-shared/records.ts';
import type { NonFinitePolicy } from '../../src-shared/run-config.ts';
import type { Sample } from '../data/samples.ts';
import type { Batch, ImageStream } from '../data/stream.ts';
import type { HostTensor } from '../engines/engine.ts';
import { readAll, releaseAll } from '../engines/resident.ts';
import type { LiveState, MethodState } from '../methods/method.ts';
import type { RunControl } from './control.ts';
import type { MethodRunner, StepKind } from './method-runner.ts';
import { scoreLogits, type Prediction } from './metrics-score.ts';
import type { AdaptedBatch, BatchGradients, GradientRecorder } from './gradients/gradient-recorder.ts';
import { keepFinite } from './non-finite.ts';
import { ImageWindow } from './window.ts';

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
  /** The one of an outcome holds until the next outcome is asked for. */
  readonly state: LiveState;
  /** Indices of the batches in the window, where there is one. */
  readonly held?: readonly number[];
}

/** One batch, done and scored by what was predicted before the update. */
export interface BatchOutcome {
  /** Its diagnostics are those of the method, and `theta_distance` = ‖θ − θ0‖ after the update. */
  readonly batch: BatchRecord;
  /** By image. */
  readonly predictions: readonly Prediction[];
  readonly samples: readonly Sample[];
  /** How much each image counted in the update, where there was one and the method selects or weighs images. */
  readonly weights?: Float32Array;
  /** Images that went through the model for it. */
  readonly passes: Passes;
  /**
   * Set when the update of this batch was left out because of numbers that are not finite: what
   * happened, in words.
   */
  readonly leftOut?: string;
  /** Record of its gradients, where one is kept. */
  readonly gradients?: BatchGradients | undefined;
  /** Where the stream stands after this batch. */
  readonly position: StreamPosition;
}

/** Something that happens at each batch t with t mod `every` = 0. */
export interface Regularly {
  readonly every: number;
  /** Batches before this stream that count. */
  readonly before: number;
}

/** Going back to the source model within streams, before each k-th batch. */
export interface Reset extends Regularly {
  readonly state: MethodState;
}

/**
 * The state before a batch: back at the start where a reset fell on it, or on batches since `next` that were left out
 * because nothing of them could be read.
 */
export function stateBefore(batch: number, { nextBatch, state }: StreamPosition, reset: Reset | undefined): LiveState {
  if (!reset) return state;
  const latest = Math.floor((reset.before + batch) / reset.every) * reset.every;
  return latest >= reset.before + nextBatch ? reset.state : state;
}

export interface AdaptationTask {
  readonly runner: MethodRunner;
  readonly stream: ImageStream;
  readonly budget: Budget;
  readonly start: StreamPosition;
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
  /** The stream goes on meanwhile: ⌈C⌉ for a method whose step costs C forward passes. Every batch by default. */
  readonly turns?: Regularly;
  /** W, for batches of one image: the last W images form the batch that is adapted to. */
  readonly window?: number | null;
  /** The prediction for an image depends on the others of its batch. */
  readonly transductive?: boolean;
  /** Recorder of gradients for every n-th adapted batch. */
  readonly gradients?: { readonly recorder: GradientRecorder; readonly every: number } | undefined;
  readonly control: RunControl;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

function budgetLeft(budget: Budget, position: StreamPosition): boolean {
  if (budget.batches !== null && position.adaptedBatches >= budget.batches) return false;
  return budget.seconds === null || position.adaptSeconds < budget.seconds;
}

const isTurn = ({ every, before }: Regularly, batch: number): boolean => (before + batch) % every === 0;

function advance(start: StreamPosition, batch: Batch, state: LiveState, adapted: boolean, seconds: number) {
  return {
    ...start,
    nextBatch: batch.index + 1,
    adaptedBatches: start.adaptedBatches + (adapted ? 1 : 0),
    adaptSeconds: start.adaptSeconds + (adapted ? seconds : 0),
    state,
  };
}

/** The last rows, those of the newest images. [B, …] → [count, …] */
function newest(rows: HostTensor, count: number): HostTensor {
  const [size = 0, ...rest] = rows.shape;
  const width = rest.reduce((product, extent) => product * extent, 1);
  const data = (rows.data as Float32Array).subarray((size - count) * width);
  return count === size ? rows : { ...rows, data, shape: [count, ...rest] };
}

/**
 * Steps of a batch and their images: a window that is not full yet is not adapted to, and one is predicted together
 * only where that makes a difference.
 */
function planned(task: AdaptationTask, batch: Batch, window: ImageWindow | undefined, position: StreamPosition) {
  const { frozen, smallestBatch, budget, turns = { every: 1, before: 0 }, transductive = false } = task;
  const ready = (window?.size ?? batch.size) >= smallestBatch && (window?.isFull ?? true) && isTurn(turns, batch.index);
  const mayAdapt = !frozen && ready && budgetLeft(budget, position);
  const asOne = window?.isFull === true && transductive;
  const kind: StepKind = mayAdapt || (frozen && ready && (!window || asOne)) ? 'step' : 'predict';
  return { mayAdapt, kind, given: window && (mayAdapt || asOne) ? window.joined() : batch };
}

/** The record of gradients of an adapted batch, where one is due. */
async function gradientsOf(
  { gradients, stream }: AdaptationTask,
  batch: Batch,
  rest: Pick<AdaptedBatch, 'entropies' | 'draws'>,
  [before, after]: readonly [LiveState, LiveState],
): Promise<BatchGradients | undefined> {
  if (!gradients || batch.index % gradients.every !== 0) return undefined;
  const { index, images, size, labels } = batch;
  const states = { before: await readAll(before), after: await readAll(after) };
  return gradients.recorder.record({ stream: stream.name, index, images, size, labels, ...rest, ...states });
}

const finite = (diagnostics: Readonly<Record<string, number>>): BatchRecord['diagnostics'] =>
  Object.fromEntries(Object.entries(diagnostics).map(([name, value]) => [name, Number.isFinite(value) ? value : null]));

/**
 * Test-time adaptation over one stream: each batch is predicted first and then adapted to, until the budget is spent;
 * from there on, and while the stream goes on without waiting, batches are predicted only. Ends early when the control asks for it, between two batches. The state never
 * becomes other than finite: see `keepFinite` for what happens to a batch that would make it so.
 * @throws LabError `numerical` naming the batch; the position of the last outcome is then the last good one.
 */
export async function* adapt(task: AdaptationTask): AsyncGenerator<BatchOutcome, void, undefined> {
  const { runner, stream, control, now = () => performance.now() } = task;
  let position = task.start;
  let waitingSince = now();
  const streamKey = textKey(stream.name);
  const window = task.window ? await ImageWindow.open(task.window, stream, position.held ?? []) : undefined;
  for await (const batch of stream.batches(position.nextBatch)) {
    // Before the control is asked: a pause is no loading.
    const loadSeconds = (now() - waitingSince) / 1000;
    if (!(await control.mayContinue())) return;
    const { state: left } = position;
    position = { ...position, state: stateBefore(batch.index, position, task.reset) };
    window?.add(batch);
    const { mayAdapt, kind, given } = planned(task, batch, window, position);
    await runner.prepare(kind, given.size, position.state);
    const passes = runner.passes;
    const startedAt = now();
    const draws = runner.draw(given.size, seeded(task.seed, streamKey, batch.index));
    const tried = await runner.runLive(kind, given.images, given.size, position.state, draws);
    const computeSeconds = (now() - startedAt) / 1000;
    const { result, leftOut } = await keepFinite(task, given, kind, tried, position.state);
    const adapted = mayAdapt && leftOut === undefined;
    const { state: before } = position;
    position = advance(position, batch, result.state, adapted, computeSeconds);
    if (window) position = { ...position, held: window.held };
    const distance = runner.facts.thetaDistance(result.state);
    const moved = distance === undefined ? {} : { theta_distance: distance };
    const { forward, backward } = runner.passes;
    const { counts, predictions } = scoreLogits(newest(result.logits, batch.size), batch.labels, task.classMask);
    const entropies = predictions.map(({ entropy }) => entropy);
    const gradients = adapted
      ? await gradientsOf(task, given, { entropies, draws }, [before, position.state])
      : undefined;
    const outliers = batch.size - counts.size;
    const diagnostics = finite({
      ...result.diagnostics,
      ...moved,
      ...(outliers > 0 ? { [outlierCount]: outliers } : {}),
    });
    yield {
      batch: { index: batch.index, ...counts, adapted, computeSeconds, loadSeconds, diagnostics },
      predictions,
      samples: batch.samples,
      ...(adapted && result.weights ? { weights: newest(result.weights, batch.size).data as Float32Array } : {}),
      passes: { forward: forward - passes.forward, backward: backward - passes.backward },
      ...(leftOut === undefined ? {} : { leftOut }),
      gradients,
      position,
    };
    releaseAll(left, position.state);
    waitingSince = now();
  }
}
