import type { GradientRecord, LayerMeasure, MemorySample } from '../../../src-shared/gradient-records.ts';
import type { Named } from '../../engines/engine.ts';

/*
 * Figures of gradients and updates, in plain numbers over flat vectors [n] (docs/generator.md).
 */

type Values = ArrayLike<number>;

/** A part of the flat θ. */
export interface Slice {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

interface Products {
  readonly aa: number;
  readonly bb: number;
  readonly ab: number;
}

function products(a: Values, b: Values, { offset, size }: Slice): Products {
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = offset; i < offset + size; i++) {
    const [x, y] = [a[i]!, b[i]!];
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return { aa, bb, ab };
}

/** Cosine of the angle between two vectors; null where one has no length. */
export function cosine(a: Values, b: Values, slice: Slice): number | null {
  const { aa, bb, ab } = products(a, b, slice);
  return aa === 0 || bb === 0 ? null : ab / Math.sqrt(aa * bb);
}

/** Root of the mean square. */
function rms(a: Values, slice: Slice): number {
  return Math.sqrt(products(a, a, slice).aa / slice.size);
}

/**
 * How much of the gradients of two halves of a batch is signal: ‖ḡ‖²/(‖ḡ‖² + tr Σ) with ḡ their mean and Σ its covariance, estimated
 * by tr Σ = ‖a − b‖²/4. 1 without noise; the signal-to-noise ratio is s/(1 − s).
 */
export function signalShare(a: Values, b: Values, slice: Slice): number | null {
  const { aa, bb, ab } = products(a, b, slice);
  const total = (aa + bb) / 2;
  return total === 0 ? null : (aa + 2 * ab + bb) / 4 / total;
}

const ratio = (a: number, b: number): number | null => (b === 0 ? null : a / b);

function shareAbove(values: Values, bound: number, { offset, size }: Slice): number {
  let count = 0;
  for (let i = offset; i < offset + size; i++) if (Math.abs(values[i]!) > bound) count++;
  return count / size;
}

function mean(values: Values, { offset, size }: Slice): number {
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += values[i]!;
  return sum / size;
}

/** The values below which shares of all lie. */
function quantiles(values: Float32Array, shares: readonly number[], { offset, size }: Slice): number[] {
  const sorted = values.slice(offset, offset + size).sort();
  return shares.map((share) => sorted[Math.round(share * (size - 1))]!);
}

/** Facts about a batch: vectors [n], those of them that there are. */
export interface BatchVectors {
  readonly theta: Values;
  /** θ before minus θ after: what the method stepped against. */
  readonly step: Float32Array;
  readonly gradient: Float32Array;
  /** Steps that Adam and SGD with momentum would make from the same state, up to their length. */
  readonly adam: Float32Array;
  readonly sgd: Float32Array;
  /** Gradients of the method over two halves of the batch. */
  readonly halves?: readonly [Float32Array, Float32Array];
  /** Of the cross-entropy. */
  readonly labels?: Float32Array;
  /** Learning rate, where the method has one. */
  readonly lr?: number;
  /** Distance of each parameter's memory from its start, by its parts. */
  readonly memory: Named<Float32Array>;
  /** The method's values for each parameter (`StepResult.perParameter`). */
  readonly perParameter: Named<Float32Array>;
}

/** Quantiles reported for distributions over the parameters. */
const spread = [0.05, 0.5, 0.95];

/** |u| above which an update counts as saturated. */
const saturated = 0.95;

type Measured = Partial<Record<LayerMeasure, number | null>>;

function measureMemory({ memory, perParameter }: BatchVectors, slice: Slice): Measured {
  const found: Measured = {};
  const { step_size: stepSize, reconstruction_before: before, reconstruction_after: after } = perParameter;
  const [weight, bias] = [memory['weight'] ?? memory['cell'], memory['bias'] ?? memory['hidden']];
  if (weight) found.memoryWeight = mean(weight, slice);
  if (bias) found.memoryBias = mean(bias, slice);
  if (stepSize) {
    const [low, median, high] = quantiles(stepSize, spread, slice);
    found.stepSizeLow = low!;
    found.stepSizeMedian = median!;
    found.stepSizeHigh = high!;
  }
  if (before) found.reconstructionBefore = mean(before, slice);
  if (after) found.reconstructionAfter = mean(after, slice);
  return found;
}

/** All measures of a part of the parameters. */
export function measure(vectors: BatchVectors, slice: Slice): Measured {
  const { theta, step, gradient, adam, sgd, halves, labels, lr } = vectors;
  const [g, u] = [rms(gradient, slice), rms(step, slice)];
  return {
    gradient: g,
    update: u,
    relativeUpdate: ratio(u, rms(theta, slice)),
    effectiveRate: ratio(u, g),
    ...(lr === undefined ? {} : { saturation: shareAbove(step, saturated * lr, slice) }),
    cosineDescent: cosine(step, gradient, slice),
    cosineAdam: cosine(step, adam, slice),
    cosineSgd: cosine(step, sgd, slice),
    ...(halves ? { halvesCosine: cosine(...halves, slice), halvesSignal: signalShare(...halves, slice) } : {}),
    ...(labels ? { labelsGradient: cosine(gradient, labels, slice), labelsUpdate: cosine(step, labels, slice) } : {}),
    ...measureMemory(vectors, slice),
  };
}

const short = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(8));

/** The measures of all parameters and of each tensor. */
export function measureAll(
  vectors: BatchVectors,
  slices: readonly Slice[],
): Pick<GradientRecord, 'layers' | 'whole' | 'byLayer'> {
  const all = { name: '', offset: 0, size: vectors.gradient.length };
  const whole = measure(vectors, all);
  const each = slices.map((slice) => measure(vectors, slice));
  const names = Object.keys(whole) as LayerMeasure[];
  return {
    layers: slices.map(({ name }) => name),
    whole: Object.fromEntries(names.map((name) => [name, short(whole[name] ?? null)])),
    byLayer: Object.fromEntries(names.map((name) => [name, each.map((found) => short(found[name] ?? null))])),
  };
}

/** Euclidean distance of each row of a memory [n, …] from its start. */
export function rowDistances(now: Float32Array, start: Float32Array, n: number): Float32Array {
  const width = now.length / n;
  return Float32Array.from({ length: n }, (_, row) => {
    let sum = 0;
    for (let i = row * width; i < (row + 1) * width; i++) sum += (now[i]! - start[i]!) ** 2;
    return Math.sqrt(sum);
  });
}

/** Memories of some parameters, by how far they are from their start. @param parts of all parameters, [n, …] each */
export function sampleMemories(
  parts: Named<Float32Array>,
  distances: Named<Float32Array>,
  slices: readonly Slice[],
): MemorySample[] {
  const [first] = Object.values(distances);
  if (!first) return [];
  const total = first.map((_, i) => Math.hypot(...Object.values(distances).map((of) => of[i]!)));
  const order = [...total.keys()].sort((a, b) => total[a]! - total[b]!);
  return spread.map((share) => {
    const row = order[Math.round(share * (order.length - 1))]!;
    const slice = slices.find(({ offset, size }) => row >= offset && row < offset + size);
    const memory = Object.entries(parts).map(([name, values]): [string, number[]] => {
      const width = values.length / order.length;
      return [name, [...values.subarray(row * width, (row + 1) * width)].map((value) => short(value) ?? 0)];
    });
    const parameter = slice ? `${slice.name}[${row - slice.offset}]` : String(row);
    return { quantile: share, parameter, memory: Object.fromEntries(memory) };
  });
}
