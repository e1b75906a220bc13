import { tf, type Tensor } from '../engines/tfjs.ts';

/** 1 where x < bound, 0 elsewhere (also for NaN), without a gradient: call it outside of what is differentiated. */
export function below(x: Tensor, bound: Tensor | number): Tensor {
  return tf.cast(tf.less(x, bound), 'float32');
}

/** Number of ones in a mask. */
export function count(mask: Tensor): Tensor {
  return tf.sum(mask);
}

/** Sum of the chosen values divided by how many there are; 0 where none is chosen. */
export function meanOfChosen(values: Tensor, mask: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(values, mask)), tf.maximum(count(mask), 1));
}

/** `a` where the scalar condition is not 0, `b` elsewhere. */
export function choose(condition: Tensor, a: Tensor, b: Tensor): Tensor {
  return tf.where(tf.greater(condition, 0.5), a, b);
}

/** Rows of the identity at the largest value of each row of x [B, C]: 1 at the predicted class. */
export function predictedClass(x: Tensor): Tensor {
  const classes = tf.range(0, x.shape[1] ?? 0, 1, 'int32');
  return tf.cast(tf.equal(tf.expandDims(tf.argMax(x, 1), 1), classes), 'float32');
}
