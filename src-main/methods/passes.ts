import type { Passes } from '../../src-shared/records.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import type { Forward, SourceModel } from '../models/source-model.ts';

/** By forward pass: flags [B] of the images with a gradient, from each of its outputs that a gradient came back to. */
type Flags = Tensor[];

/** Counts kept while a tensor function is evaluated. */
interface Tally {
  images: number;
  readonly flags: Flags[];
}

let tally: Tally = { images: 0, flags: [] };

/** x; notes which of its rows a gradient comes back to. */
function watched(x: Tensor, flags: Flags): Tensor {
  const watch = tf.customGrad((value) => ({
    value: tf.clone(value as Tensor),
    gradFunc: (gradient: Tensor) => {
      flags.push(tf.keep(tf.cast(tf.greater(tf.sum(tf.abs(gradient), 1), 0), 'float32')));
      return gradient;
    },
  }));
  return watch(x);
}

/** The same model, whose passes count for the `countPasses` under way. */
export function counted(model: SourceModel): SourceModel {
  const { batchForward } = model;
  return {
    ...model,
    forward: countedForward(model.forward),
    ...(batchForward ? { batchForward: (statistics) => countedForward(batchForward(statistics)) } : {}),
  };
}

function countedForward(forward: Forward): Forward {
  return (...inputs) => {
    const { logits, features } = forward(...inputs);
    const flags: Flags = [];
    tally.images += logits.shape[0];
    tally.flags.push(flags);
    return { logits: watched(logits, flags), features: watched(features, flags) };
  };
}

/**
 * Evaluates a tensor function and counts the images that it sends through the model. One has a backward pass where a gradient
 * comes back to it, so that images that a loss leaves out have none, as in EATA's table.
 * @returns `backward` as a scalar, since it depends on the values; undefined where there is no gradient
 */
export function countPasses<T>(f: () => T): {
  readonly value: T;
  readonly forward: Passes['forward'];
  readonly backward: Tensor | undefined;
} {
  const outer = tally;
  const own: Tally = { images: 0, flags: [] };
  tally = own;
  try {
    const value = f();
    const images = own.flags.filter((flags) => flags.length > 0).map((flags) => tf.sum(tf.max(tf.stack(flags), 0)));
    const backward = images.length === 0 ? undefined : images.reduce((a, b) => tf.add(a, b));
    tf.dispose(own.flags);
    return { value, forward: own.images, backward };
  } finally {
    tally = outer;
  }
}
