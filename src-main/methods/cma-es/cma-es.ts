import { LabError } from '../../../src-shared/errors.ts';
import { applyInverseRoot } from './inverse-root.ts';
import {
  addOuterProducts,
  cholesky,
  multiplyLower,
  multiplyLowerEach,
  multiplyUpper,
  packedLength,
  squaredNorms,
} from './packed-matrix.ts';
import { weightsFor, type CmaParameters } from './parameters.ts';

/**
 * The search distribution N(mean, σ²·C) and what it learns from. Immutable; plain numbers, so that it can be stored and
 * gone on from exactly.
 */
export interface CmaState {
  readonly mean: Float64Array;
  readonly sigma: number;
  /** C, packed. */
  readonly covariance: Float64Array;
  /** Cholesky factor of C as it was at the last decomposition, packed: what samples are drawn with. */
  readonly factor: Float64Array;
  /** Updates of C so far, and at the last decomposition. */
  readonly updates: number;
  readonly decomposedAt: number;
  /** Isotropic path p_σ and path p_c of the covariance. */
  readonly sigmaPath: Float64Array;
  readonly covariancePath: Float64Array;
}

/** A point that was tried. Lower losses are better. */
export interface Candidate {
  readonly x: Float64Array;
  readonly loss: number;
  /** Not drawn from the current distribution: brought nearer where it lies further out than samples do. */
  readonly injected: boolean;
}

/** Differences between the first variances, by which pycma keeps its eigenvalues apart. */
const initialSpread = 1e-4;

/** The distribution before the first update: σ around a point, all directions alike. */
export function startCma({ dimension }: CmaParameters, mean: Float64Array, sigma: number): CmaState {
  const covariance = new Float64Array(packedLength(dimension));
  for (let i = 0; i < dimension; i++) {
    covariance[packedLength(i + 1) - 1] = Math.exp((initialSpread / dimension) * i);
  }
  return {
    mean,
    sigma,
    covariance,
    factor: covariance.map(Math.sqrt),
    updates: 0,
    decomposedAt: 0,
    sigmaPath: new Float64Array(dimension),
    covariancePath: new Float64Array(dimension),
  };
}

/**
 * Brings the factor up to date when enough updates have passed: the only work that grows with the cube of the dimension.
 * @throws LabError `numerical` when C is not positive definite
 */
export function refreshCma({ decompositionGap, dimension }: CmaParameters, state: CmaState): CmaState {
  const waiting = state.updates - state.decomposedAt;
  if (waiting === 0 || waiting < decompositionGap) return state;
  const factor = cholesky(state.covariance, dimension);
  if (!factor) {
    throw new LabError(
      'numerical',
      'The covariance of CMA-ES is no longer positive definite.',
      'A smaller first step size or a larger population helps.',
    );
  }
  return { ...state, factor, decomposedAt: state.updates };
}

/**
 * Points of the distribution, which should have been refreshed.
 * @param directions standard normal vectors, one for each point
 */
export function askCma({ mean, sigma, factor }: CmaState, directions: readonly Float64Array[]): Float64Array[] {
  return multiplyLowerEach(factor, directions).map((direction) => direction.map((d, i) => mean[i]! + sigma * d));
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** Steps from the mean in units of σ, best first; injected points are clipped to the reach of samples. */
function rankedSteps({ mean, sigma, factor }: CmaState, candidates: readonly Candidate[]): Float64Array[] {
  const dimension = mean.length;
  const reach = Math.sqrt(dimension) + (2 * dimension) / (dimension + 2);
  return candidates
    .map(({ x, loss, injected }) => ({ step: x.map((value, i) => (value - mean[i]!) / sigma), loss, injected }))
    .sort((a, b) => a.loss - b.loss)
    .map(({ step, injected }) => {
      const excess = injected ? Math.sqrt(squaredNorms(factor, [step])[0]!) / reach : 1;
      return excess > 1 ? step.map((value) => value / excess) : step;
    });
}

/** Weights that take variance away are normalised by the length of their step, so that a long one does no harm. */
function normalisedWeights(factor: Float64Array, weights: readonly number[], steps: readonly Float64Array[]): number[] {
  const negative = [...weights.keys()].filter((k) => weights[k]! < 0);
  const norms = squaredNorms(
    factor,
    negative.map((k) => steps[k]!),
  );
  const scaled = [...weights];
  negative.forEach((k, i) => (scaled[k] = (weights[k]! * steps[k]!.length) / (Math.sqrt(norms[i]!) + 1e-9) ** 2));
  return scaled;
}

/**
 * Learns from tried points: one generation of CMA-ES with active covariance update and cumulative step-size adaptation
 * (Hansen, arXiv:1604.00772, figure 6), with the details of pycma 4.
 */
export function tellCma(parameters: CmaParameters, state: CmaState, candidates: readonly Candidate[]): CmaState {
  const { effective, sigmaDecay, pathDecay, rankOne, rankMu, parents, dimension } = parameters;
  const { mean, sigma, factor } = state;
  const steps = rankedSteps(state, candidates);
  const weights = weightsFor(parameters, steps.length);
  const shift = new Float64Array(dimension);
  for (let k = 0; k < parents; k++)
    for (let i = 0; i < dimension; i++) shift[i] = shift[i]! + weights[k]! * steps[k]![i]!;

  const isotropic = applyInverseRoot((x) => multiplyLower(factor, multiplyUpper(factor, x)), shift);
  const sigmaGain = Math.sqrt(sigmaDecay * (2 - sigmaDecay) * effective);
  const sigmaPath = state.sigmaPath.map((value, i) => (1 - sigmaDecay) * value + sigmaGain * isotropic[i]!);
  const pathLength = lengthOf(sigmaPath);
  const updates = state.updates + 1;

  // A step size that is about to grow fast would make the covariance grow as well: its path waits.
  const settled = 1 - (1 - sigmaDecay) ** (2 * updates);
  const moving = pathLength ** 2 / settled / dimension - 1 < 1 + 4 / (dimension + 1);
  const pathGain = moving ? Math.sqrt(pathDecay * (2 - pathDecay) * effective) : 0;
  const covariancePath = state.covariancePath.map((value, i) => (1 - pathDecay) * value + pathGain * shift[i]!);

  const decayedRankOne = moving ? rankOne : rankOne * (1 - pathDecay * (2 - pathDecay));
  const learned = decayedRankOne + rankMu * weights.reduce((sum, weight) => sum + weight, 0);
  const covariance = addOuterProducts(
    state.covariance,
    1 - learned,
    [rankOne, ...normalisedWeights(factor, weights, steps).map((weight) => rankMu * weight)],
    [covariancePath, ...steps],
  );
  const growth = (sigmaDecay / parameters.damping) * (pathLength / parameters.expectedLength - 1);
  return {
    mean: mean.map((value, i) => value + sigma * shift[i]!),
    sigma: sigma * Math.exp(Math.min(1, Math.max(-1, growth))),
    covariance,
    factor,
    updates,
    decomposedAt: state.decomposedAt,
    sigmaPath,
    covariancePath,
  };
}
