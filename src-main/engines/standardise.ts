import type { GradSaveFunc, Tensor } from '@tensorflow/tfjs-core';
import { tf } from './tfjs-package.ts';

/** x with mean 0 and variance 1 over the given axes; its gradient takes the statistics for what they are. */
export function standardise(x: Tensor, axes: number[], eps: number): Tensor {
  const compute = tf.customGrad((input, save) => {
    const values = input as Tensor;
    const centred = tf.sub(values, tf.mean(values, axes, true));
    const inverseStd = tf.div(1, tf.sqrt(tf.add(tf.mean(tf.square(centred), axes, true), eps)));
    const y = tf.mul(centred, inverseStd);
    (save as GradSaveFunc)([y, inverseStd]);
    return {
      value: y,
      gradFunc: (dy, saved) => {
        const [normalised, inverse] = saved as [Tensor, Tensor];
        const projection = tf.mul(normalised, tf.mean(tf.mul(dy, normalised), axes, true));
        return tf.mul(inverse, tf.sub(tf.sub(dy, tf.mean(dy, axes, true)), projection));
      },
    };
  });
  return compute(x);
}
