import { float32, type HostTensor } from '../engines/engine.ts';

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

export type SupportState = {
  /** Supports of each class, [C]. */
  readonly counts: HostTensor;
  /** Unit vector of each class, [C, D]. */
  readonly centroids: HostTensor;
  /** Of each class, [K, D + 1]. */
  readonly supports: readonly HostTensor[];
};

/** State without a support. */
export function emptySupports({ classes, keep, width }: SupportShape): SupportState {
  const block = float32(new Float32Array(keep * (width + 1)), [keep, width + 1]);
  return {
    counts: { data: new Int32Array(classes), shape: [classes], dtype: 'int32' },
    centroids: float32(new Float32Array(classes * width), [classes, width]),
    supports: Array.from({ length: classes }, () => block),
  };
}

/** The supports of a class, of least entropy first. */
export function supportsOf({ counts, supports }: SupportState, label: number, { width }: SupportShape): Support[] {
  const data = supports[label]!.data as Float32Array;
  return Array.from({ length: counts.data[label]! }, (_, row) => ({
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
export function addSupports(state: SupportState, added: readonly Support[], shape: SupportShape): SupportState {
  const { keep, width } = shape;
  const counts = (state.counts.data as Int32Array).slice();
  const centroids = (state.centroids.data as Float32Array).slice();
  const supports = [...state.supports];
  for (const [label, more] of Map.groupBy(added, (support) => support.label)) {
    const all = [...supportsOf(state, label, shape), ...more].sort((a, b) => a.entropy - b.entropy).slice(0, keep);
    const data = new Float32Array(keep * (width + 1));
    all.forEach(({ feature, entropy }, row) => {
      data.set(feature, row * (width + 1));
      data[row * (width + 1) + width] = entropy;
    });
    supports[label] = float32(data, [keep, width + 1]);
    counts[label] = all.length;
    centroids.set(centroid(all, width), label * width);
  }
  return {
    counts: { ...state.counts, data: counts },
    centroids: { ...state.centroids, data: centroids },
    supports,
  };
}

/** Supports of all classes. */
export function supportCount({ counts }: SupportState): number {
  return (counts.data as Int32Array).reduce((sum, count) => sum + count, 0);
}
