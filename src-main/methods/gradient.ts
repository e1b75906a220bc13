import type { Scalar } from '@tensorflow/tfjs-core';
import type { Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { flatten, unflattenLike, type Of, type TensorTree } from '../engines/tree.ts';

/** Sees gradients as they are made, to check them. */
export interface GradientWatch {
  /** @param loss of parameters like those that it was made for, in their order */
  gradient(parameters: readonly Tensor[], gradient: readonly Tensor[], loss: (parameters: Tensor[]) => Tensor): void;
  /** Something was held constant: the gradient is not that of the whole function. */
  constant(): void;
}

let watch: GradientWatch | undefined;

/** The result of `f`; its gradients are passed to `seen`. */
export function watchGradients<T>(seen: GradientWatch, f: () => T): T {
  watch = seen;
  try {
    return f();
  } finally {
    watch = undefined;
  }
}

type WithLoss = Named<Tensor> & { readonly loss: Tensor };

/**
 * Gradient of `f(parameters).loss` with respect to the parameters, a tensor or a tree of them, together with all that `f`
 * returned. The function is evaluated once.
 */
export function withGradient<P extends TensorTree, T extends WithLoss>(
  parameters: P,
  f: (parameters: Of<P, Tensor>) => T,
): { readonly gradient: Of<P, Tensor>; readonly result: T } {
  const named = flatten<Tensor>(parameters);
  const unflatten = unflattenLike(parameters);
  const like = (values: readonly Tensor[]): Of<P, Tensor> =>
    unflatten(Object.fromEntries(Object.keys(named).map((name, i) => [name, values[i]!])));
  let kept: T | undefined;
  const { grads } = tf.valueAndGrads((...values: Tensor[]) => {
    kept = f(like(values));
    for (const tensor of Object.values(kept)) tf.keep(tensor);
    return kept.loss as Scalar;
  })(Object.values(named));
  // Kept tensors outlive every scope; clones belong to the scope of the caller. One tensor may have several names.
  const result = Object.fromEntries(Object.entries(kept ?? {}).map(([name, tensor]) => [name, tf.clone(tensor)])) as T;
  tf.dispose([...new Set(Object.values(kept ?? {}))]);
  watch?.gradient(Object.values(named), grads, (values) => f(like(values)).loss);
  return { gradient: like(grads), result };
}

/**
 * `f` of some tensors as a constant: no gradient flows through it, and `f` may use operators that have none (comparisons,
 * arg max).
 */
export function detached(f: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): Tensor {
  watch?.constant();
  const constant = tf.customGrad(() => ({
    value: f(...inputs),
    gradFunc: () => inputs.map(({ shape }) => tf.zeros(shape)),
  }));
  return constant(...inputs);
}

/** x as a constant. */
export function stopGradient(x: Tensor): Tensor {
  return detached((value) => tf.clone(value), x);
}
