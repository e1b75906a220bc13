import { booleanOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';

export type SgdState = { readonly theta: Tensor; readonly velocity: Tensor };

interface SgdOptions {
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov?: boolean;
}

export function nesterovOption(value: boolean): ReturnType<typeof booleanOption> {
  const help = 'The step looks ahead along the momentum: θ ← θ − lr (g + μ v).';
  return booleanOption({ label: 'Nesterov', help, default: value });
}

/** One step of gradient descent with momentum: v ← μ·v + g, θ ← θ − lr·v, or θ ← θ − lr·(g + μ·v) after Nesterov. */
export function sgdStep({ theta, velocity }: SgdState, gradient: Tensor, options: SgdOptions): SgdState {
  const { lr, momentum, nesterov = false } = options;
  const next = tf.add(tf.mul(velocity, momentum), gradient);
  const direction = nesterov ? tf.add(gradient, tf.mul(next, momentum)) : next;
  return { theta: tf.sub(theta, tf.mul(direction, lr)), velocity: next };
}
