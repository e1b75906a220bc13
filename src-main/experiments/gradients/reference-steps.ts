import type { Named } from '../../engines/engine.ts';
import type { MethodState } from '../../methods/method.ts';

const epsilon = 1e-8;

const valuesOf = (state: MethodState, ...names: string[]): Float32Array | undefined =>
  names.map((name) => state[name]?.data).find((data) => data instanceof Float32Array);

/** 1 − βᵗ is the same for all parameters and drops out of a direction, so that only the ratio of the moments counts. */
const adamDirection = (mean: Float32Array, root: (i: number) => number): Float32Array =>
  mean.map((value, i) => value / (root(i) + epsilon));

/**
 * Where Adam and SGD with momentum would go from the state after a batch, with the moments that the method itself keeps. A method
 * that keeps none is taken to be at its first step, at which Adam goes by the sign of the gradient and SGD along it.
 * @param decays β₁ and β₂ of the method
 * @returns directions [n], right up to a factor
 */
export function referenceSteps(
  gradient: Float32Array,
  after: MethodState,
  decays: { readonly beta1: number; readonly beta2: number },
): Named<Float32Array> & { readonly adam: Float32Array; readonly sgd: Float32Array } {
  const mean = valuesOf(after, 'moments.mean', 'm');
  const square = valuesOf(after, 'moments.square', 'v');
  const velocity = valuesOf(after, 'velocity');
  const count = valuesOf(after, 'moments.count', 'count')?.[0] ?? 1;
  const correction = Math.sqrt(1 - decays.beta2 ** count);
  const adam =
    mean && square
      ? adamDirection(mean, (i) => Math.sqrt(square[i]!) / correction)
      : adamDirection(gradient, (i) => Math.abs(gradient[i]!));
  return { adam, sgd: velocity ?? mean ?? gradient };
}
