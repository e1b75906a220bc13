import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { askCma, type CmaState } from './cma-es/cma-es.ts';
import type { TrialInputs, TrialOutputs } from './foa-fitness.ts';
import type { RunStage } from './method.ts';

export type Evaluate = RunStage<TrialInputs, TrialOutputs>;

/** Results for the K candidates of a batch; rows of all candidates one after the other. */
export interface Trials {
  /** [K], the discrepancy included */
  readonly loss: Float32Array;
  readonly discrepancy: Float32Array;
  /** Logits with the shift, [K, B·C] */
  readonly outputs: Float32Array;
  /** Batch means of the last features, [K, D] */
  readonly means: Float32Array;
}

export interface TrialRequest {
  readonly images: HostTensor;
  readonly points: readonly Float32Array[];
  readonly shift: HostTensor;
  /** Candidates of one forward pass. */
  readonly size: number;
  /** Shape of one candidate, [P, D]. */
  readonly shape: readonly [number, number];
}

const quantities = ['loss', 'discrepancy', 'outputs', 'means'] as const;

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

/** Tries all points on a batch, some of them in each forward pass; empty places of the last pass repeat the last point. */
export function tryAll(evaluate: Evaluate, { shift, ...request }: TrialRequest): Promise<Trials> {
  return inTurns((images, prompts) => evaluate({ images, prompts, shift }), request, quantities);
}

/** Results of `evaluate` for all points, some of them at a time: rows of all points, one after the other. */
export async function inTurns<Name extends string>(
  evaluate: (images: HostTensor, prompts: HostTensor) => Promise<Readonly<Record<Name, HostTensor>>>,
  { images, points, size, shape }: Omit<TrialRequest, 'shift'>,
  names: readonly Name[],
): Promise<Readonly<Record<Name, Float32Array>>> {
  const found: Record<string, Float32Array[]> = Object.fromEntries(names.map((name) => [name, []]));
  const dimension = shape[0] * shape[1];
  for (let first = 0; first < points.length; first += size) {
    const prompts = new Float32Array(size * dimension);
    for (let k = 0; k < size; k++) prompts.set(points[Math.min(first + k, points.length - 1)]!, k * dimension);
    const results = await evaluate(images, float32(prompts, [size, ...shape]));
    const wanted = Math.min(size, points.length - first);
    for (const name of names) {
      const { data } = results[name];
      found[name]!.push((data as Float32Array).subarray(0, (data.length / size) * wanted));
    }
  }
  const entries = names.map((name) => [name, joined(found[name]!)] as const);
  return Object.fromEntries(entries) as Record<Name, Float32Array>;
}

/**
 * Points to try, each a flat [P, D]: those drawn from the search distribution and the best of the batch before; or the
 * recorded `candidates` [K, …] in their place.
 * @param best of the batch before
 * @param draws `directions` [K − 1, P·D], standard normal, or `candidates`
 */
export function candidatePoints(search: CmaState, best: HostTensor, draws: Named<HostTensor>): Float32Array[] {
  const dimension = search.mean.length;
  const rows = ({ data }: HostTensor): Float32Array[] =>
    Array.from({ length: data.length / dimension }, (_, k) =>
      (data as Float32Array).subarray(k * dimension, (k + 1) * dimension),
    );
  if (draws['candidates']) return rows(draws['candidates']);
  const directions = rows(draws['directions']!).map((row) => Float64Array.from(row));
  return [...askCma(search, directions).map((point) => Float32Array.from(point)), best.data as Float32Array];
}

/** Where the least number is; one that is not a number is never the least, unless there is no other. */
export function indexOfLeast(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[best]! || Number.isNaN(values[best]!)) best = i;
  return best;
}

/** Mean over rows of `width` numbers. */
export function rowMean(values: Float32Array, width: number): Float32Array {
  const rows = values.length / width;
  return new Float32Array(width).map((_, j) => {
    let sum = 0;
    for (let i = j; i < values.length; i += width) sum += values[i]!;
    return sum / rows;
  });
}
