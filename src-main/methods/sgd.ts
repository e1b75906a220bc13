import { tf, type Tensor } from '../engines/tfjs.ts';

export type SgdState = { readonly theta: Tensor; readonly velocity: Tensor };

/** One step of gradient descent with momentum: v ← μ·v + g, θ ← θ − lr·v. */
export function sgdStep(
  { theta, velocity }: SgdState,
  gradient: Tensor,
  { lr, momentum }: { readonly lr: number; readonly momentum: number },
): SgdState {
  const next = tf.add(tf.mul(velocity, momentum), gradient);
  return { theta: tf.sub(theta, tf.mul(next, lr)), velocity: next };
}
