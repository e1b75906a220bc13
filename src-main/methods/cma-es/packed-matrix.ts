/**
 * Symmetric and lower triangular matrices, rows of the lower triangle one after the other: element (i, j ≤ i) is at
 * i·(i+1)/2 + j. All loops run along rows, which are contiguous.
 */

export function packedLength(dimension: number): number {
  return (dimension * (dimension + 1)) / 2;
}

function rowStart(row: number): number {
  return (row * (row + 1)) / 2;
}

/** Number of rows that are worked on together, so that what they share is read once. */
const together = 4;

/** Σ_{j<count} a[ai + j]·b[bi + j] */
function dot(a: Float64Array, ai: number, b: Float64Array, bi: number, count: number): number {
  let [even, odd] = [0, 0];
  let j = 0;
  for (; j + 1 < count; j += 2) {
    even += a[ai + j]! * b[bi + j]!;
    odd += a[ai + j + 1]! * b[bi + j + 1]!;
  }
  return j < count ? even + odd + a[ai + j]! * b[bi + j]! : even + odd;
}

/** Dot products of one stretch of `a` with the same stretch of four vectors, each `stride` behind the last. */
function dotFour(
  a: Float64Array,
  ai: number,
  b: Float64Array,
  starts: readonly [number, number, number, number],
  count: number,
  out: Float64Array,
): void {
  const [b0, b1, b2, b3] = starts;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let j = 0; j < count; j++) {
    const value = a[ai + j]!;
    s0 += value * b[b0 + j]!;
    s1 += value * b[b1 + j]!;
    s2 += value * b[b2 + j]!;
    s3 += value * b[b3 + j]!;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
}

/**
 * The lower triangular L with L·Lᵀ = A.
 * @returns undefined when A is not positive definite
 */
export function cholesky(matrix: Float64Array, dimension: number): Float64Array | undefined {
  const factor = matrix.slice();
  const sums = new Float64Array(together);
  for (let first = 0; first < dimension; first += together) {
    const rows = Math.min(together, dimension - first);
    const starts = [0, 1, 2, 3].map((k) => rowStart(Math.min(first + k, dimension - 1))) as [
      number,
      number,
      number,
      number,
    ];
    for (let j = 0; j < first; j++) {
      const row = rowStart(j);
      dotFour(factor, row, factor, starts, j, sums);
      const pivot = factor[row + j]!;
      for (let k = 0; k < rows; k++) {
        const at = starts[k]! + j;
        factor[at] = (factor[at]! - sums[k]!) / pivot;
      }
    }
    for (let i = first; i < first + rows; i++) {
      const row = rowStart(i);
      for (let j = first; j < i; j++) {
        const other = rowStart(j);
        factor[row + j] = (factor[row + j]! - dot(factor, row, factor, other, j)) / factor[other + j]!;
      }
      const square = factor[row + i]! - dot(factor, row, factor, row, i);
      if (!(square > 0)) return undefined;
      factor[row + i] = Math.sqrt(square);
    }
  }
  return factor;
}

/** L·z */
export function multiplyLower(factor: Float64Array, z: Float64Array): Float64Array {
  return z.map((_, i) => dot(factor, rowStart(i), z, 0, i + 1));
}

/** L·z for several z, each row of L being read once. */
export function multiplyLowerEach(factor: Float64Array, vectors: readonly Float64Array[]): Float64Array[] {
  const dimension = vectors[0]?.length ?? 0;
  const products = vectors.map(() => new Float64Array(dimension));
  for (let i = 0; i < dimension; i++) {
    vectors.forEach((z, k) => (products[k]![i] = dot(factor, rowStart(i), z, 0, i + 1)));
  }
  return products;
}

/** Lᵀ·x */
export function multiplyUpper(factor: Float64Array, x: Float64Array): Float64Array {
  const product = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const [row, scale] = [rowStart(i), x[i]!];
    for (let j = 0; j <= i; j++) product[j] = product[j]! + factor[row + j]! * scale;
  }
  return product;
}

/** Squared length of L⁻¹·v for several v: vᵀ(L·Lᵀ)⁻¹v. */
export function squaredNorms(factor: Float64Array, vectors: readonly Float64Array[]): number[] {
  const dimension = vectors[0]?.length ?? 0;
  const solutions = vectors.map(() => new Float64Array(dimension));
  for (let i = 0; i < dimension; i++) {
    const row = rowStart(i);
    const pivot = factor[row + i]!;
    solutions.forEach((x, k) => (x[i] = (vectors[k]![i]! - dot(factor, row, x, 0, i)) / pivot));
  }
  return solutions.map((x) => dot(x, 0, x, 0, dimension));
}

/** scale·A + Σ_k weight_k·v_k·v_kᵀ */
export function addOuterProducts(
  matrix: Float64Array,
  scale: number,
  weights: readonly number[],
  vectors: readonly Float64Array[],
): Float64Array {
  const dimension = vectors[0]?.length ?? 0;
  const sum = new Float64Array(matrix.length);
  const none = new Float64Array(dimension);
  for (let i = 0; i < dimension; i++) {
    const row = rowStart(i);
    for (let j = 0; j <= i; j++) sum[row + j] = scale * matrix[row + j]!;
    for (let k = 0; k < vectors.length; k += together) {
      const [v0, v1, v2, v3] = [0, 1, 2, 3].map((offset) => vectors[k + offset] ?? none) as [
        Float64Array,
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const a0 = weights[k]! * v0[i]!;
      const a1 = (weights[k + 1] ?? 0) * v1[i]!;
      const a2 = (weights[k + 2] ?? 0) * v2[i]!;
      const a3 = (weights[k + 3] ?? 0) * v3[i]!;
      for (let j = 0; j <= i; j++) {
        sum[row + j] = sum[row + j]! + a0 * v0[j]! + a1 * v1[j]! + a2 * v2[j]! + a3 * v3[j]!;
      }
    }
  }
  return sum;
}
