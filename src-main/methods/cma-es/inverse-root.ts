import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** When the last step of the recurrence moved the result by less than this share, it has converged. */
const tolerance = 1e-13;

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

function subtractMultiple(target: Float64Array, scale: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = target[i]! - scale * vector[i]!;
}

/** First column of T^(−1/2) for the symmetric tridiagonal T. */
function tridiagonalInverseRoot(diagonal: readonly number[], off: readonly number[]): number[] {
  const size = diagonal.length;
  const matrix = Matrix.zeros(size, size);
  diagonal.forEach((value, i) => matrix.set(i, i, value));
  for (let i = 0; i + 1 < size; i++) {
    matrix.set(i, i + 1, off[i] ?? 0);
    matrix.set(i + 1, i, off[i] ?? 0);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const scaled = realEigenvalues.map((value, k) => eigenvectorMatrix.get(0, k) / Math.sqrt(value));
  return diagonal.map((_, i) => scaled.reduce((sum, value, k) => sum + value * eigenvectorMatrix.get(i, k), 0));
}

/**
 * A^(−1/2)·v with the symmetric root of a positive definite A, which need not be known but by its products: the Lanczos
 * recurrence with full reorthogonalisation. A well-conditioned A takes about ten products, whatever its dimension.
 * @param multiply A·x
 */
export function applyInverseRoot(multiply: (x: Float64Array) => Float64Array, v: Float64Array): Float64Array {
  const length = Math.sqrt(dot(v, v));
  if (length === 0) return v.slice();
  const basis: Float64Array[] = [v.map((value) => value / length)];
  const [diagonal, off]: [number[], number[]] = [[], []];
  let coefficients: number[] = [];
  for (;;) {
    const current = basis.at(-1)!;
    const next = multiply(current);
    diagonal.push(dot(current, next));
    for (let pass = 0; pass < 2; pass++) for (const other of basis) subtractMultiple(next, dot(next, other), other);
    const before = coefficients;
    coefficients = tridiagonalInverseRoot(diagonal, off);
    const moved = Math.hypot(...coefficients.map((value, i) => value - (before[i] ?? 0)));
    const rest = Math.sqrt(dot(next, next));
    const exhausted = basis.length === v.length || rest <= tolerance * Math.abs(diagonal[0]!);
    if (exhausted || moved <= tolerance * Math.hypot(...coefficients)) break;
    off.push(rest);
    basis.push(next.map((value) => value / rest));
  }
  const result = new Float64Array(v.length);
  coefficients.forEach((value, k) => subtractMultiple(result, -value * length, basis[k]!));
  return result;
}
