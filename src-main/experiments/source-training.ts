import { sizeOf, float32, type HostTensor, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { withGradient } from '../methods/gradient.ts';
import { biasCorrection } from '../mgg/bias-correction.ts';
import { thetaLength } from '../models/architecture.ts';
import { vitConstantShapes, vitNorms, type VitShape } from '../models/vit-layout.ts';
import { vitForward } from '../models/vit.ts';

/** Settings of AdamW (Loshchilov and Hutter, 2019) with a warm-up and a cosine schedule. */
export interface SourceTrainingOptions {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly beta1: number;
  readonly beta2: number;
  /** Largest norm of the whole gradient. */
  readonly clip: number;
  /** Share of the steps in which the learning rate rises from zero. */
  readonly warmUp: number;
}

const epsilon = 1e-8;

/** All weights of a ViT in one flat vector: the norm parameters first, then the others by name. */
export interface FlatWeights {
  readonly names: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly sizes: readonly number[];
  readonly total: number;
}

export function flatLayout(shape: VitShape): FlatWeights {
  const constants = Object.entries(vitConstantShapes(shape));
  const entries: [string, readonly number[]][] = [['theta', [thetaLength(vitNorms(shape))]], ...constants];
  const sizes = entries.map(([, extents]) => sizeOf(extents));
  return {
    names: entries.map(([name]) => name),
    shapes: entries.map(([, extents]) => extents),
    sizes,
    total: sizes.reduce((sum, size) => sum + size, 0),
  };
}

export function flatten(layout: FlatWeights, tensors: Named<HostTensor>): Float32Array {
  const flat = new Float32Array(layout.total);
  let offset = 0;
  layout.names.forEach((name, i) => {
    flat.set(need(tensors, name).data, offset);
    offset += layout.sizes[i] ?? 0;
  });
  return flat;
}

export function unflatten(layout: FlatWeights, flat: Float32Array): Record<string, HostTensor> {
  let offset = 0;
  return Object.fromEntries(
    layout.names.map((name, i) => {
      const size = layout.sizes[i] ?? 0;
      const tensor = float32(flat.slice(offset, offset + size), layout.shapes[i] ?? []);
      offset += size;
      return [name, tensor];
    }),
  );
}

/** 1 for the entries of matrices, 0 for biases, norms, positions and the class token, which are not decayed. */
export function decayMask(layout: FlatWeights): Float32Array {
  const mask = new Float32Array(layout.total);
  let offset = 0;
  layout.names.forEach((name, i) => {
    const size = layout.sizes[i] ?? 0;
    if (name.endsWith('.weight')) mask.fill(1, offset, offset + size);
    offset += size;
  });
  return mask;
}

/** Learning rate at step `step` of `steps`: linear warm-up, then a cosine down to zero. */
export function learningRateAt(step: number, steps: number, options: SourceTrainingOptions): number {
  const rising = Math.max(1, Math.round(options.warmUp * steps));
  if (step < rising) return (options.learningRate * (step + 1)) / rising;
  return (options.learningRate * (1 + Math.cos((Math.PI * (step - rising)) / (steps - rising)))) / 2;
}

/** Flat weights, Adam's moments of them, and the number of steps done. */
export type TrainingState<T> = Readonly<Record<'weights' | 'm' | 'v' | 'count', T>>;

type TrainingInputs = Readonly<Record<'images' | 'targets' | 'decay' | 'rate', Tensor>> & {
  readonly state: TrainingState<Tensor>;
};

/**
 * One step of supervised training of all weights.
 *
 * Inputs: `images` [B,3,H,W], `targets` [B,C] one-hot, `decay` (flat), scalar `rate`, `state`. Outputs: `state`, `loss`,
 * `correct`.
 */
export function sourceTrainingStep(shape: VitShape, options: SourceTrainingOptions) {
  const layout = flatLayout(shape);
  return ({ images, targets, decay, rate, state: before }: TrainingInputs) => {
    const { gradient, result } = withGradient(before.weights, (flat) => {
      const parts = tf.split(flat, [...layout.sizes], 0);
      const named = Object.fromEntries(
        layout.names.map((name, i) => [name, tf.reshape(parts[i]!, [...layout.shapes[i]!])]),
      );
      const { logits } = vitForward(shape, images, need(named, 'theta'), named);
      const loss = tf.neg(tf.mean(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1)));
      return { loss, logits };
    });
    const norm = tf.sqrt(tf.sum(tf.square(gradient)));
    const clipped = tf.mul(gradient, tf.div(options.clip, tf.maximum(norm, options.clip)));
    const count = tf.add(before.count, 1);
    const m = tf.add(tf.mul(before.m, options.beta1), tf.mul(clipped, 1 - options.beta1));
    const v = tf.add(tf.mul(before.v, options.beta2), tf.mul(tf.square(clipped), 1 - options.beta2));
    const correctedM = tf.div(m, biasCorrection(options.beta1, count));
    const correctedV = tf.div(v, biasCorrection(options.beta2, count));
    const direction = tf.div(correctedM, tf.add(tf.sqrt(correctedV), epsilon));
    const decayed = tf.mul(tf.mul(decay, options.weightDecay), before.weights);
    const weights = tf.sub(before.weights, tf.mul(rate, tf.add(direction, decayed)));
    const hits = tf.equal(tf.argMax(result.logits, -1), tf.argMax(targets, -1));
    return { state: { weights, m, v, count }, loss: result.loss, correct: tf.sum(tf.cast(hits, 'float32')) };
  };
}
