import { float32, type HostTensor } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { numberOption } from '../../src-shared/options.ts';
import { scalar } from './bound.ts';
import { decayOption, entropyMarginOption } from './common-options.ts';
import { detached } from './gradient.ts';
import { below, choose, count, meanOfChosen } from './selection.ts';

/** Options of ETA: EATA without its penalty. */
export const etaOptions = {
  margin: entropyMarginOption(
    { label: 'Entropy margin', symbol: 'E₀', help: 'Adapt only to images with lower entropy than this.' },
    0.4,
  ),
  similarity: numberOption({
    label: 'Similarity threshold',
    symbol: 'ε',
    help: 'Adapt only to images whose probabilities have a cosine below this with the running average; 0.05 for 1000 classes, 0.4 for 10.',
    default: 0.05,
    min: 0,
    max: 1,
  }),
  averageDecay: decayOption('α', 'Decay of the average probabilities', 0.9),
};

interface EtaBounds {
  /** In nats. */
  readonly bound: number;
  readonly similarity: number;
  readonly averageDecay: number;
  /** Logits [B, C] → [B]. */
  readonly entropyOf: (logits: Tensor) => Tensor;
}

/** Running average over the images adapted to, [C], and whether there is one. */
export type EtaMemory<T = Tensor> = { readonly probabilities: T; readonly 'probabilities.known': T };

export function noMemory(classes: number): EtaMemory<HostTensor> {
  return { probabilities: float32(new Float32Array(classes)), 'probabilities.known': scalar(0) };
}

/** Keeps the cosine of a vanishing vector finite. */
const smallestNorm = 1e-8;

function norm(x: Tensor): Tensor {
  return tf.maximum(tf.sqrt(tf.sum(tf.square(x), -1)), smallestNorm);
}

/** Cosine of each row of x [B, C] with y [C]. */
export function cosineWith(x: Tensor, y: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(x, y), 1), tf.mul(norm(x), norm(y)));
}

export type EtaLoss = Readonly<
  Record<'loss' | 'entropy' | 'probabilities' | 'cosine' | 'reliable' | 'weight' | 'selected', Tensor>
>;

/** Mean weighted entropy of the images that are reliable and unlike those before; all but `loss` are [B] or [B, C]. */
export function etaLoss(logits: Tensor, memory: EtaMemory, { bound, similarity, entropyOf }: EtaBounds): EtaLoss {
  const { probabilities: average, 'probabilities.known': known } = memory;
  const entropy = entropyOf(logits);
  const probabilities = detached((z) => tf.softmax(z), logits);
  const cosine = detached((p) => cosineWith(p, average), probabilities);
  const reliable = detached((h) => below(h, bound), entropy);
  const novel = detached((c) => choose(known, below(tf.abs(c), similarity), tf.onesLike(c)), cosine);
  const selected = tf.mul(reliable, novel);
  const weight = detached((h) => tf.exp(tf.sub(bound, h)), entropy);
  const loss = meanOfChosen(tf.mul(entropy, weight), selected);
  return { loss, entropy, probabilities, cosine, reliable, weight, selected };
}

/** The average with the selected images of a batch in it. */
export function remember(
  memory: EtaMemory,
  { probabilities, selected }: Pick<EtaLoss, 'probabilities' | 'selected'>,
  decay: number,
): EtaMemory {
  const { probabilities: average, 'probabilities.known': known } = memory;
  const any = tf.cast(tf.greater(count(selected), 0), 'float32');
  const sum = tf.sum(tf.mul(probabilities, tf.expandDims(selected, 1)), 0);
  const mean = tf.div(sum, tf.maximum(count(selected), 1));
  const averaged = tf.add(tf.mul(average, decay), tf.mul(mean, 1 - decay));
  return {
    probabilities: choose(any, choose(known, averaged, mean), average),
    'probabilities.known': tf.maximum(known, any),
  };
}

/** Results of a batch, for curves, records and verification. */
export function etaReport(found: EtaLoss): {
  diagnostics: Record<string, Tensor>;
  weights: Tensor;
  details: Record<string, Tensor>;
} {
  const { loss, entropy, cosine, reliable, weight, selected } = found;
  return {
    diagnostics: {
      loss,
      entropy: tf.mean(entropy),
      selected_reliable: tf.mean(reliable),
      selected: tf.mean(selected),
      similarity: tf.mean(cosine),
    },
    weights: tf.mul(weight, selected),
    details: { entropy, cosine, weight, selected_first: reliable, selected_second: selected },
  };
}
