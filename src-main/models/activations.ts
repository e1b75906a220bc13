import type { Activation } from '../../src-shared/model-reading.ts';
import { gelu } from '../engines/fused-ops.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';

const rootTwoOverPi = Math.sqrt(2 / Math.PI);

/** Hendrycks and Gimpel's approximation of GELU: ½x·(1 + tanh(√(2/π)·(x + 0.044715x³))). */
function geluTanh(x: Tensor): Tensor {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), rootTwoOverPi);
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}

/** The non-linearity between the two layers of a block's MLP. */
export const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  gelu,
  gelu_tanh: geluTanh,
  quick_gelu: (x) => tf.mul(x, tf.sigmoid(tf.mul(x, 1.702))),
  relu: (x) => tf.relu(x),
};
