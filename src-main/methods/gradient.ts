import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Named } from '../engines/engine.ts';

/**
 * Gradient of `f(theta).loss` with respect to `theta`, together with all that `f` returned.
 * The function is evaluated once.
 */
export function withGradient<T extends Named<Tensor> & { readonly loss: Tensor }>(
  theta: Tensor,
  f: (theta: Tensor) => T,
): { readonly gradient: Tensor; readonly result: T } {
  let kept: T | undefined;
  const { grad } = tf.valueAndGrad((parameters: Tensor) => {
    kept = f(parameters);
    for (const tensor of Object.values(kept)) tf.keep(tensor);
    return kept.loss as tf.Scalar;
  })(theta);
  // Kept tensors outlive every scope; clones belong to the scope of the caller.
  const result = Object.fromEntries(
    Object.entries(kept ?? {}).map(([name, tensor]) => {
      const clone = tf.clone(tensor);
      tensor.dispose();
      return [name, clone];
    }),
  ) as T;
  return { gradient: grad, result };
}

/**
 * `f` of some tensors as a constant: no gradient flows through it, and `f` may use operators that have none (comparisons,
 * arg max).
 */
export function detached(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): Tensor {
  const constant = tf.customGrad((...values) => ({
    value: f(...(values.slice(0, inputs.length) as Tensor[])),
    gradFunc: () => inputs.map(({ shape }) => tf.zeros(shape)),
  }));
  return constant(...inputs);
}
