import type { Scalar } from '@tensorflow/tfjs-core';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Named } from '../engines/engine.ts';

type WithLoss = Named<Tensor> & { readonly loss: Tensor };

/**
 * Gradients of `f(parameters).loss` with respect to each of the parameters, together with all that `f` returned.
 * The function is evaluated once.
 */
export function withGradients<T extends WithLoss>(
  parameters: Named<Tensor>,
  f: (parameters: Named<Tensor>) => T,
): { readonly gradients: Record<string, Tensor>; readonly result: T } {
  const names = Object.keys(parameters);
  let kept: T | undefined;
  const { grads } = tf.valueAndGrads((...values: Tensor[]) => {
    kept = f(Object.fromEntries(names.map((name, i) => [name, values[i] as Tensor])));
    for (const tensor of Object.values(kept)) tf.keep(tensor);
    return kept.loss as Scalar;
  })(names.map((name) => parameters[name] as Tensor));
  // Kept tensors outlive every scope; clones belong to the scope of the caller. One tensor may have several names.
  const result = Object.fromEntries(Object.entries(kept ?? {}).map(([name, tensor]) => [name, tf.clone(tensor)])) as T;
  tf.dispose([...new Set(Object.values(kept ?? {}))]);
  return { gradients: Object.fromEntries(names.map((name, i) => [name, grads[i] as Tensor])), result };
}

/** The same for one tensor of parameters. */
export function withGradient<T extends WithLoss>(
  theta: Tensor,
  f: (theta: Tensor) => T,
): { readonly gradient: Tensor; readonly result: T } {
  const { gradients, result } = withGradients({ theta }, (parameters) => f(parameters['theta'] as Tensor));
  return { gradient: gradients['theta'] as Tensor, result };
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
