import { tf, type Tensor } from '../engines/tfjs.ts';
import type { NormLayer } from './architecture.ts';

/** Weights and biases of the norm layers by name, out of the flat θ. */
export function normParts(norms: readonly NormLayer[], theta: Tensor): (name: string) => readonly [Tensor, Tensor] {
  const parts = tf.split(
    theta,
    norms.flatMap(({ size }) => [size, size]),
    0,
  );
  const places = new Map(norms.map(({ name }, i) => [name, i]));
  return (name) => {
    const place = places.get(name) ?? 0;
    return [parts[2 * place]!, parts[2 * place + 1]!];
  };
}
