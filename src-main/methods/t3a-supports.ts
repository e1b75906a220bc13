import { LabError } from '../../src-shared/errors.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import type { MethodState } from './method.ts';

/*
 * The supports of T3A: for each class at most K features, those of least entropy, in a tensor of its own: [K, D + 1], one
 * support per row by rising entropy, which stands in the last column. Only the classes that a batch adds to are copied.
 */

/** A feature of a class that was predicted with some entropy. */
export interface Support {
  readonly label: number;
  readonly entropy: number;
  readonly feature: Float32Array;
}

export interface SupportShape {
  readonly classes: number;
  /** Supports that a class keeps. */
  readonly keep: number;
  readonly width: number;
}

/** Name of the supports of a class in the state. */
export function classKey(label: number): string {
  return `supports.${label}`;
}

const countsKey = 'counts';
const centroidsKey = 'centroids';

function stateTensor(state: MethodState, name: string): HostTensor {
  const tensor = state[name];
  if (!tensor) throw new LabError('internal', `The state of T3A has no ${name}.`);
  return tensor;
}

/** State without a support. */
export function emptySupports({ classes, keep, width }: SupportShape): MethodState {
  const block = float32(new Float32Array(keep * (width + 1)), [keep, width + 1]);
  return {
    [countsKey]: { data: new Int32Array(classes), shape: [classes], dtype: 'int32' },
    [centroidsKey]: float32(new Float32Array(classes * width), [classes, width]),
    ...Object.fromEntries(Array.from({ length: classes }, (_, label) => [classKey(label), block])),
  };
}

/** The supports of a class, of least entropy first. */
export function supportsOf(state: MethodState, label: number, { width }: SupportShape): Support[] {
  const count = stateTensor(state, countsKey).data[label] ?? 0;
  const data = stateTensor(state, classKey(label)).data as Float32Array;
  return Array.from({ length: count }, (_, row) => ({
    label,
    entropy: data[row * (width + 1) + width]!,
    feature: data.subarray(row * (width + 1), row * (width + 1) + width),
  }));
}

/** Sum of the unit vectors of the supports as a unit vector; 0 without supports. */
function centroid(supports: readonly Support[], width: number): Float64Array {
  const sum = new Float64Array(width);
  const scaledBy = (values: ArrayLike<number>): number => {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += values[i]! ** 2;
    return 1 / Math.max(Math.sqrt(squares), 1e-12);
  };
  for (const { feature } of supports) {
    const scale = scaledBy(feature);
    for (let i = 0; i < width; i++) sum[i] = sum[i]! + scale * feature[i]!;
  }
  const scale = scaledBy(sum);
  return sum.map((value) => value * scale);
}

/** The state with more supports, of which each class keeps the `keep` ones of least entropy; earlier ones win ties. */
export function addSupports(state: MethodState, added: readonly Support[], shape: SupportShape): MethodState {
  const { keep, width } = shape;
  const counts = (stateTensor(state, countsKey).data as Int32Array).slice();
  const centroids = (stateTensor(state, centroidsKey).data as Float32Array).slice();
  const blocks: Record<string, HostTensor> = {};
  for (const [label, more] of Map.groupBy(added, (support) => support.label)) {
    const all = [...supportsOf(state, label, shape), ...more].sort((a, b) => a.entropy - b.entropy).slice(0, keep);
    const data = new Float32Array(keep * (width + 1));
    all.forEach(({ feature, entropy }, row) => {
      data.set(feature, row * (width + 1));
      data[row * (width + 1) + width] = entropy;
    });
    blocks[classKey(label)] = float32(data, [keep, width + 1]);
    counts[label] = all.length;
    centroids.set(centroid(all, width), label * width);
  }
  return {
    ...state,
    ...blocks,
    [countsKey]: { data: counts, shape: [counts.length], dtype: 'int32' },
    [centroidsKey]: float32(centroids, stateTensor(state, centroidsKey).shape),
  };
}

/** Unit vector of each class, [C, D]. */
export function centroidsOf(state: MethodState): HostTensor {
  return stateTensor(state, centroidsKey);
}

/** Supports of all classes. */
export function supportCount(state: MethodState): number {
  return (stateTensor(state, countsKey).data as Int32Array).reduce((sum, count) => sum + count, 0);
}
