import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askCma, refreshCma, startCma, tellCma, type CmaState } from '../../../../src-main/methods/cma-es/cma-es.ts';
import { normal } from '../../../../src-shared/random.ts';
import { cmaParameters } from '../../../../src-main/methods/cma-es/parameters.ts';
import { decodeCma, encodeCma } from '../../../../src-main/methods/cma-es/state-codec.ts';
import { seeded, type Random } from '../../../../src-shared/random.ts';

const directions = (count: number, dimension: number, random: Random): Float64Array[] =>
  Array.from({ length: count }, () => new Float64Array(dimension).map(() => normal(random)));

type Loss = (x: Float64Array) => number;

/** Generations until the best of one is below `target`; infinite after 2000. */
function generationsTo(target: number, loss: Loss, start: readonly number[], sigma: number, random: Random): number {
  const parameters = cmaParameters(start.length, 4 + Math.floor(3 * Math.log(start.length)));
  let state = startCma(parameters, Float64Array.from(start), sigma);
  for (let generation = 1; generation < 2000; generation++) {
    state = refreshCma(parameters, state);
    const points = askCma(state, directions(parameters.population, start.length, random));
    const candidates = points.map((x) => ({ x, loss: loss(x), injected: false }));
    if (Math.min(...candidates.map((candidate) => candidate.loss)) < target) return generation;
    state = tellCma(parameters, state, candidates);
  }
  return Infinity;
}

const sphere: Loss = (x) => x.reduce((sum, value) => sum + value * value, 0);

const rosenbrock: Loss = (x) =>
  x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2, 0);

/** A rotation by the reflection I − 2uuᵀ/uᵀu mixes all coordinates of an ellipsoid with axes from 1 to 1000. */
const rotatedEllipsoid: Loss = (x) => {
  const u = x.map((_, i) => Math.sin(i + 1));
  const scale = (2 * u.reduce((sum, value, i) => sum + value * x[i]!, 0)) / sphere(u);
  return x.reduce((sum, value, i) => sum + 1e6 ** (i / (x.length - 1)) * (value - scale * u[i]!) ** 2, 0);
};

describe('CMA-ES', () => {
  it('finds the minimum of a sphere', () => {
    expect(generationsTo(1e-10, sphere, new Array<number>(10).fill(1), 0.5, seeded(1))).toBeLessThan(300);
  });

  it('follows the valley of Rosenbrock', () => {
    expect(generationsTo(1e-9, rosenbrock, new Array<number>(6).fill(0), 0.3, seeded(2))).toBeLessThan(800);
  });

  it('learns the axes of a rotated ellipsoid with a condition of a million', () => {
    expect(generationsTo(1e-9, rotatedEllipsoid, new Array<number>(8).fill(1), 0.5, seeded(3))).toBeLessThan(900);
  });

  it('gives the same generations for the same seed, and others for another', () => {
    const run = (seed: number): number => generationsTo(1e-6, sphere, [1, 2, 3], 1, seeded(seed));
    const parameters = cmaParameters(3, 7);
    const first = (seed: number): Float64Array[] =>
      askCma(startCma(parameters, new Float64Array(3), 1), directions(7, 3, seeded(seed)));
    expect(run(5)).toBe(run(5));
    expect(first(5)).toEqual(first(5));
    expect(first(5)).not.toEqual(first(6));
  });

  it('samples with the covariance it has', () => {
    const parameters = cmaParameters(2, 6);
    const factor = Float64Array.of(2, 1, 0.5);
    const state: CmaState = { ...startCma(parameters, Float64Array.of(3, -1), 0.1), factor };
    const points = askCma(state, directions(4000, 2, seeded(4)));
    const mean = (f: (x: Float64Array) => number): number => points.reduce((sum, x) => sum + f(x), 0) / points.length;
    const covariance = (i: number, j: number): number =>
      mean((x) => (x[i]! - state.mean[i]!) * (x[j]! - state.mean[j]!)) / 0.01;
    expect(mean((x) => x[0]!)).toBeCloseTo(3, 1);
    expect(covariance(0, 0)).toBeCloseTo(4, 0);
    expect(covariance(0, 1)).toBeCloseTo(2, 0);
    expect(covariance(1, 1)).toBeCloseTo(1.25, 0);
  });

  it('goes through the tensors of a state without a change', () => {
    const parameters = cmaParameters(3, 6);
    const points = askCma(startCma(parameters, Float64Array.of(1, 2, 3), 0.5), directions(6, 3, seeded(8)));
    const state = tellCma(
      parameters,
      startCma(parameters, Float64Array.of(1, 2, 3), 0.5),
      points.map((x) => ({ x, loss: sphere(x), injected: false })),
    );
    const tensors = encodeCma(state);
    expect(decodeCma(tensors)).toEqual(state);
    // Behind an odd number of other values, as when read out of a file.
    const shifted = Object.entries(tensors).map(([name, { data, ...rest }]) => {
      const copy = new Int32Array(data.length + 1);
      copy.set(data, 1);
      return [name, { ...rest, data: copy.subarray(1) }];
    });
    expect(decodeCma(Object.fromEntries(shifted) as typeof tensors)).toEqual(state);
  });

  it('says so when the covariance is no longer positive definite', () => {
    const parameters = cmaParameters(2, 6);
    const broken: CmaState = {
      ...startCma(parameters, new Float64Array(2), 1),
      covariance: Float64Array.of(1, 2, 1),
      updates: 1,
    };
    expect(() => refreshCma(parameters, broken)).toThrow(/positive definite/);
  });
});

interface Recording {
  readonly dimension: number;
  readonly population: number;
  readonly mean: number[];
  readonly sigma: number;
  readonly generations: readonly {
    readonly candidates: number[][];
    readonly losses: number[];
    readonly mean: number[];
    readonly sigma: number;
    readonly variances: number[];
  }[];
}

describe('CMA-ES against pycma 4.5', () => {
  const recording = JSON.parse(readFileSync(join(import.meta.dirname, 'pycma.json'), 'utf8')) as Recording;

  it('learns the same from the same candidates, with one injected from far away', () => {
    const parameters = cmaParameters(recording.dimension, recording.population);
    let state = startCma(parameters, Float64Array.from(recording.mean), recording.sigma);
    for (const { candidates, losses, mean, sigma, variances } of recording.generations) {
      state = tellCma(
        parameters,
        refreshCma(parameters, state),
        candidates.map((x, k) => ({
          x: Float64Array.from(x),
          loss: losses[k]!,
          injected: k === recording.population,
        })),
      );
      mean.forEach((value, i) => expect(state.mean[i]).toBeCloseTo(value, 9));
      variances.forEach((value, i) => expect(state.covariance[(i * (i + 3)) / 2]! / value).toBeCloseTo(1, 9));
      expect(state.sigma / sigma).toBeCloseTo(1, 9);
    }
  });
});
