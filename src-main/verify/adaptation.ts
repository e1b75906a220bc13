import { float32, type Engine } from '../engines/engine.ts';
import { readAll, releaseAll } from '../engines/resident.ts';
import { stateBefore } from '../experiments/adapt.ts';
import { MethodRunner, type BatchResult } from '../experiments/method-runner.ts';
import { findMethod } from '../methods/method-registry.ts';
import type { LiveState, Method, MethodContext, MethodState, SourceStatistics } from '../methods/method.ts';
import { loadMgg } from '../mgg/checkpoint.ts';
import { openSafetensors } from '../models/safetensors.ts';
import { Comparison, type Check } from './compare.ts';
import { items, maskedOutputs, values, type GoldenFolder, type Item } from './folder.ts';
import { stateTensor, type FinalQuantity, type Recording, type Replay, type StepQuantity } from './replays/replay.ts';
import { hasTheta, recordedNumber, recordedTheta } from './replays/replay.ts';

export function goldenStatistics(folder: GoldenFolder): SourceStatistics {
  const file = openSafetensors(folder.file('source_stats.safetensors'));
  return { std: float32(values(file, 'std')), mean: float32(values(file, 'mean')) };
}

async function contextOf(
  recording: Recording,
  replay: Replay,
  method: Method,
  batchSize: number,
): Promise<MethodContext> {
  const { folder, model, unmasked, recorded } = recording;
  const mask = recorded.class_mask_used ? folder.classMask : undefined;
  return {
    model,
    batchSize,
    seed: 0,
    ...(mask ? { classMask: mask, unmasked } : {}),
    ...(method.needs.includes('statistics') ? { statistics: goldenStatistics(folder) } : {}),
    ...(method.needs.includes('mgg') ? { mgg: loadMgg(folder.file('mgg.safetensors')).weights } : {}),
    ...(await replay.context?.(recording)),
  };
}

/**
 * How many steps are held to the recorded rounding. The two runs of a reference agree on which side of a kink each number lies, which
 * another order of the same sums need not: then the gradient of that number is there or not, and all steps after it are a
 * little different. A wrong formula or setting shows in the first steps: by the third one where it is about momentum.
 */
function heldSteps({ model }: Recording): number {
  return model.kinked ? 3 : Infinity;
}

/** One quantity over the steps of a stream. */
class StepComparison {
  private readonly comparison: Comparison;
  private readonly quantity: StepQuantity;
  private readonly recorded: readonly Item[];

  constructor(quantity: StepQuantity, recorded: readonly Item[], { description }: Engine) {
    this.quantity = quantity;
    this.recorded = recorded;
    this.comparison = new Comparison(quantity.quantity, quantity.kind, description.precision);
  }

  add(recording: Recording, step: number, result: BatchResult): void {
    const row = this.quantity.row ? this.quantity.row(recording, step) : step;
    if (row === undefined) return;
    const found = this.quantity.found(result);
    const recorded = this.recorded[row]?.data ?? new Float32Array();
    if (this.quantity.gaps !== true) return this.comparison.add(found, recorded);
    // The rows of a smaller last batch are filled up.
    const missing = this.quantity.kind === 'exact' ? (value: number) => value === -1 : Number.isNaN;
    const known = [...recorded.keys()].filter((i) => !missing(recorded[i] ?? NaN));
    const pick = (from: ArrayLike<number>): number[] => known.map((i) => from[i] ?? NaN);
    this.comparison.add(pick(found), pick(recorded));
  }

  check(recording: Recording, name: string): Check {
    const { tensor, rounding = tensor } = this.quantity;
    return this.comparison.check(recording.folder.sensitivity(name), rounding, heldSteps(recording));
  }
}

function compareOnce(
  { quantity, tensor, found, recorded, kind }: FinalQuantity,
  recording: Recording,
  name: string,
): Check {
  const comparison = new Comparison(quantity, kind, recording.engine.description.precision);
  comparison.add(found, recorded);
  // Of the state at the end the steps before it have been held already.
  return comparison.check(recording.folder.sensitivity(name), tensor, recording.model.kinked ? 0 : Infinity);
}

function probabilities(logits: ArrayLike<number>, classes: number): Float64Array {
  const result = Float64Array.from(logits);
  for (let start = 0; start < result.length; start += classes) {
    const row = result.subarray(start, start + classes);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    row.forEach((value, i) => (row[i] = Math.exp(value - largest) / total));
  }
  return result;
}

/** The recorded stream: batches, or the first so many images, one by one or in groups. */
function streamOf({ folder, recorded }: Recording, group: number): Item[] {
  const batches = items(openSafetensors(folder.file('images.safetensors')), 'x');
  const count = recordedNumber(recorded, 'n_images');
  if (count === undefined) return batches;
  const images = batches.flatMap(singles).slice(0, count);
  return Array.from({ length: Math.ceil(count / group) }, (_, i) => joined(images.slice(i * group, (i + 1) * group)));
}

function joined(images: readonly Item[]): Item {
  const data = Float32Array.from(images.flatMap((image) => [...image.data]));
  return { data, shape: [images.length, ...(images[0]?.shape.slice(1) ?? [])] };
}

function singles({ data, shape: [size = 1, ...image] }: Item): Item[] {
  const width = data.length / size;
  return Array.from({ length: size }, (_, i) => ({
    data: data.subarray(i * width, (i + 1) * width),
    shape: [1, ...image],
  }));
}

/** Outputs and parameters, which every recording has, and what the replay adds. */
function stepComparisons(
  recording: Recording,
  { outputs, parameters: found = stateTensor('theta'), steps = [] }: Replay,
): StepComparison[] {
  const { folder, recorded, file, model } = recording;
  const logits: StepQuantity = {
    quantity: outputs ?? 'logits',
    tensor: 'outputs',
    found: ({ logits: { data } }) => (outputs === 'probabilities' ? probabilities(data, model.classes) : data),
  };
  const parameters: StepQuantity = { quantity: 'parameters', tensor: 'norm_params', found };
  const isOutput = ({ tensor }: StepQuantity): boolean => /(^|_)outputs$/.test(tensor);
  return [logits, parameters, ...steps]
    .filter(({ tensor }) => tensor === logits.tensor || file.tensors.has(tensor))
    .map((quantity) => {
      const list = items(file, quantity.tensor);
      const masked = (item: Item): Item => ({ ...item, data: maskedOutputs(folder, recorded, item) });
      return new StepComparison(quantity, isOutput(quantity) ? list.map(masked) : list, recording.engine);
    });
}

function finalParameters(recording: Recording, state: MethodState): FinalQuantity[] {
  if (!hasTheta(recording, 'final.')) return [];
  const theta = state['theta']?.data ?? new Float32Array();
  // Some recordings hold the adapted parameters only.
  const kept = recording.model.normParameters.filter(({ name }) => recording.file.tensors.has(`final.${name}`));
  const of = (all: typeof theta): number[] =>
    kept.flatMap(({ offset, size }) => [...all.subarray(offset, offset + size)]);
  const recorded = of(recordedTheta(recording, 'final.'));
  return [{ quantity: 'final parameters', tensor: 'norm_params', found: of(theta), recorded }];
}

/** Runs a method over the recorded stream and compares everything that was recorded. */
export async function verifyAdaptation(recording: Recording, name: string, replay: Replay): Promise<Check[]> {
  const { engine } = recording;
  const method = findMethod(replay.method);
  const batches = streamOf(recording, replay.group?.(recording) ?? 1);
  const context = await contextOf(recording, replay, method, batches[0]?.shape[0] ?? 1);
  const bound = method.bind(context, replay.options(recording));
  const runner = new MethodRunner(engine, method.name, bound, context.model, { details: true });
  const comparisons = stepComparisons(recording, replay);
  const once: FinalQuantity[] = [];
  let end = bound.init();
  let live: LiveState = end;
  const every = replay.resetEvery?.(recording);
  const reset = every === undefined ? undefined : { every, before: 0, state: end };
  const resets = (batch: number, after: LiveState): LiveState =>
    stateBefore(batch, { nextBatch: batch, adaptedBatches: 0, adaptSeconds: 0, state: after }, reset);
  const isReset = (batch: number): number => (resets(batch, {}) === reset?.state ? 1 : 0);
  const withResets = async (result: BatchResult, batch: number): Promise<BatchResult> => {
    const { theta } = await readAll(resets(batch + 1, result.state));
    return {
      ...result,
      diagnostics: { ...result.diagnostics, reset: isReset(batch), next_reset: isReset(batch + 1) },
      details: { ...result.details, ...(theta && { next_theta: theta }) },
    };
  };
  try {
    for (const [t, { data, shape }] of batches.entries()) {
      const size = shape[0] ?? 1;
      const begins = resets(t, live);
      // The next batch begins with what this one left on the device, as in a run.
      const stepped = await runner.runLive('step', data, size, begins, replay.draws?.(recording, t, size) ?? {});
      releaseAll(live, stepped.state);
      live = stepped.state;
      const read = { ...stepped, state: await readAll(live) };
      ({ state: end } = read);
      const result = every === undefined ? read : await withResets(read, t);
      for (const comparison of comparisons) comparison.add(recording, t, result);
      if (t === 0) once.push(...(replay.first?.(recording, result) ?? []));
    }
  } finally {
    await runner.dispose();
  }
  once.push(...finalParameters(recording, end), ...(replay.final?.(recording, { state: end, context }) ?? []));
  return [
    ...comparisons.map((comparison) => comparison.check(recording, name)),
    ...once.map((quantity) => compareOnce(quantity, recording, name)),
  ];
}
