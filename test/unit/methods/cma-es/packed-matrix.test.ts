import { describe, expect, it } from 'vitest';
import { applyInverseRoot } from '../../../../src-main/methods/cma-es/inverse-root.ts';
import {
  addOuterProducts,
  cholesky,
  multiplyLower,
  multiplyLowerEach,
  multiplyUpper,
  packedLength,
  squaredNorms,
} from '../../../../src-main/methods/cma-es/packed-matrix.ts';
import { seeded } from '../../../../src-shared/random.ts';

const random = seeded(11);
const vector = (n: number): Float64Array => new Float64Array(n).map(() => 2 * random() - 1);

/** I + Σ v·vᵀ, packed. */
function positiveDefinite(n: number): Float64Array {
  const identity = new Float64Array(packedLength(n));
  for (let i = 0; i < n; i++) identity[packedLength(i + 1) - 1] = 1;
  const vectors = Array.from({ length: n + 1 }, () => vector(n));
  return addOuterProducts(identity, 1, new Array<number>(n + 1).fill(1), vectors);
}

function at(matrix: Float64Array, i: number, j: number): number {
  const [row, column] = i > j ? [i, j] : [j, i];
  return matrix[(row * (row + 1)) / 2 + column]!;
}

function multiply(matrix: Float64Array, x: Float64Array): Float64Array {
  return x.map((_, i) => x.reduce((sum, value, j) => sum + at(matrix, i, j) * value, 0));
}

function expectClose(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 9));
}

describe.each([1, 2, 4, 5, 11, 30])('packed matrices of dimension %i', (n) => {
  const matrix = positiveDefinite(n);
  const factor = cholesky(matrix, n)!;
  const x = vector(n);

  it('factorises', () => {
    expectClose(multiplyLower(factor, multiplyUpper(factor, x)), multiply(matrix, x));
  });

  it('multiplies several vectors at once', () => {
    const others = [x, vector(n), vector(n)];
    multiplyLowerEach(factor, others).forEach((product, k) => expectClose(product, multiplyLower(factor, others[k]!)));
  });

  it('measures lengths with the inverse', () => {
    expect(squaredNorms(factor, [multiplyLower(factor, x)])[0]).toBeCloseTo(
      x.reduce((sum, value) => sum + value * value, 0),
      9,
    );
  });

  it('applies the symmetric inverse root: twice gives the inverse, and it is symmetric', () => {
    const root = (v: Float64Array): Float64Array => applyInverseRoot((u) => multiply(matrix, u), v);
    const y = vector(n);
    const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    expectClose(multiply(matrix, root(root(x))), x);
    expect(product(y, root(x))).toBeCloseTo(product(root(y), x), 9);
  });
});

it('tells an indefinite matrix', () => {
  expect(cholesky(Float64Array.of(1, 2, 1), 2)).toBeUndefined();
});

it('takes the root of a diagonal matrix and of nothing', () => {
  const scale = Float64Array.of(4, 9, 16);
  const root = (v: Float64Array): Float64Array => applyInverseRoot((x) => x.map((value, i) => value * scale[i]!), v);
  expectClose(root(Float64Array.of(1, 1, 1)), Float64Array.of(1 / 2, 1 / 3, 1 / 4));
  expectClose(root(new Float64Array(3)), new Float64Array(3));
});

it('adds and scales outer products with any weights', () => {
  const [a, b] = [Float64Array.of(1, 2), Float64Array.of(3, -1)];
  expectClose(addOuterProducts(Float64Array.of(1, 0, 1), 0.5, [2, -1], [a, b]), Float64Array.of(-6.5, 7, 7.5));
});
