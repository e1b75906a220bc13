/** A square matrix of affinities between the images of a batch, row-major [B·B]. */
export type Affinity = Float64Array;

export const affinityKinds = ['knn', 'rbf', 'linear'] as const;
export type AffinityKind = (typeof affinityKinds)[number];

/** Rows of x [B, D] divided by their length. */
function normalisedRows(x: ArrayLike<number>, rows: number): Float64Array {
  const width = x.length / rows;
  const result = Float64Array.from(x);
  for (let row = 0; row < rows; row++) {
    const values = result.subarray(row * width, (row + 1) * width);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    values.forEach((value, i) => (values[i] = value / Math.max(length, 1e-12)));
  }
  return result;
}

function products(x: Float64Array, rows: number): Float64Array {
  const width = x.length / rows;
  const result = new Float64Array(rows * rows);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += x[a * width + i]! * x[b * width + i]!;
      result[a * rows + b] = result[b * rows + a] = sum;
    }
  }
  return result;
}

/** Distances between rows of length 1 from their products. */
function distances(gram: Float64Array, rows: number): Float64Array {
  return gram.map((product, i) => {
    const [a, b] = [Math.floor(i / rows), i % rows];
    return a === b ? 0 : Math.sqrt(Math.max(0, gram[a * rows + a]! + gram[b * rows + b]! - 2 * product));
  });
}

/** The other images, nearest first, by a row of distances. */
function nearestOthers(distance: Float64Array, own: number): number[] {
  return [...distance.keys()].filter((other) => other !== own).sort((a, b) => distance[a]! - distance[b]!);
}

/**
 * Symmetric affinities between images. kNN: 1 for each of the k nearest others; rbf: exp(−d²/2σ²) with σ the mean distance to
 * the k-th nearest, the image itself counted; linear: the product of the features.
 * @param features [B, D], made unit vectors here
 */
export function affinity(features: ArrayLike<number>, batch: number, kind: AffinityKind, k: number): Affinity {
  const gram = products(normalisedRows(features, batch), batch);
  if (kind === 'linear') return gram;
  const distance = distances(gram, batch);
  const row = (i: number): Float64Array => distance.subarray(i * batch, (i + 1) * batch);
  if (kind === 'rbf') {
    const place = Math.min(k, batch) - 1;
    let sigma = 0;
    for (let i = 0; i < batch; i++) sigma += row(i).toSorted()[place]! / batch;
    // Identical images have σ = 0 and all belong together.
    return distance.map((d) => (sigma > 0 ? Math.exp(-(d * d) / (2 * sigma * sigma)) : 1));
  }
  const neighbours = new Float64Array(batch * batch);
  for (let i = 0; i < batch; i++) {
    for (const j of nearestOthers(row(i), i).slice(0, k)) neighbours[i * batch + j] = 1;
  }
  return neighbours.map((value, i) => (value + neighbours[(i % batch) * batch + Math.floor(i / batch)]!) / 2);
}

export interface LameSolution {
  /** Logarithms of the refined probabilities up to a constant per row, [B, C]. */
  readonly logits: Float32Array;
  readonly iterations: number;
  readonly energy: number;
}

/** Keeps the logarithm of a vanishing probability finite. */
const smallestProbability = 1e-10;
const smallestLog = 1e-20;
const fewestIterations = 3;

function softmaxRows(exponents: Float64Array, classes: number, into: Float64Array): void {
  for (let start = 0; start < exponents.length; start += classes) {
    let largest = -Infinity;
    for (let i = start; i < start + classes; i++) largest = Math.max(largest, exponents[i]!);
    let total = 0;
    for (let i = start; i < start + classes; i++) total += into[i] = Math.exp(exponents[i]! - largest);
    for (let i = start; i < start + classes; i++) into[i] = into[i]! / total;
  }
}

/** K·Y for K [B, B] and Y [B, C]; zeros of K cost nothing. */
function smooth(kernel: Affinity, y: Float64Array, batch: number, classes: number): Float64Array {
  const result = new Float64Array(y.length);
  for (let a = 0; a < batch; a++) {
    for (let b = 0; b < batch; b++) {
      const weight = kernel[a * batch + b]!;
      if (weight === 0) continue;
      for (let c = 0; c < classes; c++)
        result[a * classes + c] = result[a * classes + c]! + weight * y[b * classes + c]!;
    }
  }
  return result;
}

/**
 * Minimises −Σ Y·log p − ½ Σ K·Y·Y + Σ Y·log Y over the simplex by Y ← softmax(log p + K·Y), until the energy changes by less
 * than `tolerance` relatively.
 * @param probabilities [B, C]
 */
export function solveLame(
  probabilities: ArrayLike<number>,
  kernel: Affinity,
  { batch, tolerance, maxIterations }: { batch: number; tolerance: number; maxIterations: number },
): LameSolution {
  const classes = probabilities.length / batch;
  const unary = Float64Array.from(probabilities, (p) => Math.log(p + smallestProbability));
  const y = new Float64Array(unary.length);
  softmaxRows(unary, classes, y);
  let exponents = unary;
  let energy = Infinity;
  let iterations = 0;
  while (iterations < maxIterations) {
    const pull = smooth(kernel, y, batch, classes);
    exponents = unary.map((value, i) => value + pull[i]!);
    softmaxRows(exponents, classes, y);
    iterations += 1;
    let next = 0;
    for (let i = 0; i < y.length; i++) {
      const share = y[i]!;
      next += share * (Math.log(Math.max(share, smallestLog)) - unary[i]! - pull[i]!);
    }
    const settled = Math.abs(next - energy) <= tolerance * Math.abs(energy);
    energy = next;
    if (iterations >= fewestIterations && settled) break;
  }
  return { logits: Float32Array.from(exponents), iterations, energy };
}
