import { openEngine } from '../../engines/engine-registry.ts';
import { tf, type Tensor } from '../../engines/tfjs.ts';
import type { Method } from '../../methods/method.ts';
import { watchGradients } from '../../methods/gradient.ts';
import { seeded, type Random } from '../../../src-shared/random.ts';
import { failed, passed, skipped, type OwnCheck } from './outcome.ts';
import { compiled, type Trial } from './trial.ts';

/** Steps along a direction, largest first: too small ones drown in rounding, too large ones leave the slope. */
const steps = [0.02, 0.005];
const directions = 2;
/** Images are enough that a batch has statistics. */
const images = 4;
const tolerance = 0.02;

interface Seen {
  gradients: number;
  constants: boolean;
  worst: number;
}

const value = (tensor: Tensor): number => tensor.dataSync()[0]!;
const lengthOf = (tensors: readonly Tensor[]): number =>
  Math.sqrt(tensors.reduce((sum, tensor) => sum + value(tf.sum(tf.square(tensor))), 0));

/** Of length 1: along the gradient, bent at random so that each parameter has a part. */
function directionBy(gradient: readonly Tensor[], length: number, random: Random): Tensor[] {
  const bent = gradient.map((tensor) => {
    const noise = Float32Array.from({ length: tensor.size }, () => (2 * random() - 1) * Math.sqrt(3 / tensor.size));
    return tf.add(tf.div(tensor, length), tf.reshape(tf.tensor1d(noise), tensor.shape));
  });
  const size = lengthOf(bent);
  return bent.map((tensor) => tf.div(tensor, size));
}

/** How far the slope along a direction is from that which the gradient says, as a share of it. */
function deviationAlong(
  direction: readonly Tensor[],
  parameters: readonly Tensor[],
  gradient: readonly Tensor[],
  loss: (parameters: Tensor[]) => Tensor,
): number {
  const expected = gradient.reduce((sum, one, index) => sum + value(tf.sum(tf.mul(one, direction[index]!))), 0);
  const at = (step: number): number =>
    value(loss(parameters.map((tensor, index) => tf.add(tensor, tf.mul(direction[index]!, step)))));
  const found = steps.map((step) => (at(step) - at(-step)) / (2 * step));
  return Math.min(...found.map((slope) => Math.abs(slope - expected) / Math.abs(expected)));
}

/** The method, whose step reports its gradients. */
function watched(method: Method, seen: Seen): Method {
  const random = seeded(1);
  const watch = {
    constant: () => void (seen.constants = true),
    gradient(parameters: readonly Tensor[], gradient: readonly Tensor[], loss: (values: Tensor[]) => Tensor) {
      const before = seen.constants;
      seen.gradients++;
      const length = lengthOf(gradient);
      if (length === 0 || seen.constants) return;
      for (let index = 0; index < directions; index++) {
        const direction = directionBy(gradient, length, random);
        seen.worst = Math.max(seen.worst, deviationAlong(direction, parameters, gradient, loss));
      }
      seen.constants = before;
    },
  };
  return {
    ...method,
    bind(context, options) {
      const bound = method.bind(context, options);
      if (!('step' in bound)) return bound;
      const { step, inParts: _inParts, ...rest } = bound;
      return { ...rest, step: (...inputs) => watchGradients(watch, () => step(...inputs)) };
    },
  };
}

/** Compares the gradients of a step with differences of its loss, where it takes gradients and holds nothing constant. */
export async function checkGradient(trial: Trial): Promise<OwnCheck> {
  const name = 'Gradient';
  const seen: Seen = { gradients: 0, constants: false, worst: 0 };
  const engine = await openEngine('wasm');
  try {
    const { method, batches } = trial;
    const few = batches.slice(0, 1).map((batch) => ({
      ...batch,
      size: images,
      images: batch.images.slice(0, (batch.images.length / batch.size) * images),
    }));
    const runner = compiled({ ...trial, method: watched(method, seen), batches: few }, engine);
    await runner.adapt(runner.init());
    await runner.dispose();
  } finally {
    await engine.dispose();
  }
  if (seen.gradients === 0) return skipped(name, 'Its step takes no gradient by withGradient.');
  if (seen.constants) return skipped(name, 'It holds a part of its loss constant, which differences would not.');
  const text = `Differs from finite differences by ${(100 * seen.worst).toPrecision(2)} % at most.`;
  return seen.worst <= tolerance ? passed(name, text) : failed(name, text);
}
