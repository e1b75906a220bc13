import { z } from 'zod';
import { integerOption, numberOption } from '../../src-shared/options.ts';
import { LabError } from '../../src-shared/errors.ts';
import { float32 } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { predictWith, scalar, zerosLike } from './bound.ts';
import { decayOption, entropyMarginOption, learningRateOption, momentumOption } from './common-options.ts';
import { entropyBy, entropyOptions } from './entropy.ts';
import { detached, withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { below, choose, count, meanOfChosen } from './selection.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  margin: entropyMarginOption(
    { label: 'Entropy margin', symbol: 'E₀', help: 'Only images with less entropy than this are adapted to.' },
    0.4,
  ),
  similarity: numberOption({
    label: 'Similarity threshold',
    symbol: 'ε',
    help: 'Only images whose probabilities have a smaller cosine with the running average are adapted to; 0.05 for 1000 classes, 0.4 for 10.',
    default: 0.05,
    min: 0,
    max: 1,
  }),
  averageDecay: decayOption('α', 'Decay of the average probabilities', 0.9),
  fisherWeight: numberOption({
    label: 'Fisher weight',
    symbol: 'β',
    help: 'Weight of the penalty on moving away from the source model; 0 for none.',
    default: 2000,
    min: 0,
  }),
  fisherImages: integerOption({
    label: 'Fisher images',
    symbol: 'Q',
    help: 'Source images from which the importance of the parameters is estimated; fewer where there are fewer.',
    default: 2000,
    min: 1,
  }),
  fisherBatch: integerOption({
    label: 'Fisher batch',
    help: 'Images whose mean gradient is squared; the estimate depends on it.',
    default: 64,
    min: 1,
    limit: 4096,
  }),
  ...entropyOptions,
});

type EataState = SgdState & {
  /** Running average over the images adapted to, [C], and whether there is one. */
  readonly probabilities: Tensor;
  readonly 'probabilities.known': Tensor;
};

/** Keeps the cosine of a vanishing vector finite. */
const smallestNorm = 1e-8;

function norm(x: Tensor): Tensor {
  return tf.maximum(tf.sqrt(tf.sum(tf.square(x), -1)), smallestNorm);
}

/** Cosine of each row of x [B, C] with y [C]. */
function cosineWith(x: Tensor, y: Tensor): Tensor {
  return tf.div(tf.sum(tf.mul(x, y), 1), tf.mul(norm(x), norm(y)));
}

/** EATA (Niu et al., ICML 2022): weighted entropy of reliable, non-redundant images; a Fisher penalty against forgetting. */
export const eata = defineMethod({
  id: 'eata',
  name: 'EATA',
  summary: 'Minimises the entropy of confident images that differ from those before, without forgetting the source.',
  options,
  needs: [],
  frozen: false,
  fisher: ({ fisherWeight, fisherImages, fisherBatch }) =>
    fisherWeight > 0 ? { images: fisherImages, batchSize: fisherBatch } : undefined,
  bind(context, { lr, momentum, margin, similarity, averageDecay, fisherWeight, ...chosen }): BoundStep<EataState> {
    const { model } = context;
    const entropyOf = entropyBy(chosen);
    const bound = margin * Math.log(model.classes);
    const penalised = fisherWeight > 0;
    if (penalised && !context.fisher) {
      throw new LabError('bad-input', 'EATA needs the Fisher information of the source model.');
    }
    const penalty = (theta: Tensor, constants: Readonly<Record<string, Tensor>>): Tensor => {
      const distance = tf.square(tf.sub(theta, need(constants, 'eata.source')));
      return tf.mul(tf.sum(tf.mul(need(constants, 'eata.fisher'), distance)), fisherWeight);
    };
    return {
      init: () => ({
        theta: model.theta,
        velocity: zerosLike(model.theta),
        probabilities: float32(new Float32Array(model.classes)),
        'probabilities.known': scalar(0),
      }),
      step(images, state, constants) {
        const { theta, velocity, probabilities: average, 'probabilities.known': known } = state;
        const { gradient, result } = withGradient(theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          const entropy = entropyOf(logits);
          const probabilities = detached((z) => tf.softmax(z), logits);
          const cosine = detached((p) => cosineWith(p, average), probabilities);
          const reliable = detached((h) => below(h, bound), entropy);
          const novel = detached((c) => choose(known, below(tf.abs(c), similarity), tf.onesLike(c)), cosine);
          const selected = tf.mul(reliable, novel);
          const weight = detached((h) => tf.exp(tf.sub(bound, h)), entropy);
          const weighted = meanOfChosen(tf.mul(entropy, weight), selected);
          const loss = penalised ? tf.add(weighted, penalty(parameters, constants)) : weighted;
          return { loss, logits, entropy, probabilities, cosine, reliable, weight, selected };
        });
        const { loss, logits, entropy, probabilities, cosine, reliable, weight, selected } = result;
        const any = tf.cast(tf.greater(count(selected), 0), 'float32');
        const moved = sgdStep(state, gradient, { lr, momentum });
        const column = tf.expandDims(selected, 1);
        const mean = tf.div(tf.sum(tf.mul(probabilities, column), 0), tf.maximum(count(selected), 1));
        const averaged = tf.add(tf.mul(average, averageDecay), tf.mul(mean, 1 - averageDecay));
        return {
          logits,
          state: {
            theta: choose(any, moved.theta, theta),
            velocity: choose(any, moved.velocity, velocity),
            probabilities: choose(any, choose(known, averaged, mean), average),
            'probabilities.known': tf.maximum(known, any),
          },
          diagnostics: {
            loss,
            entropy: tf.mean(entropy),
            selected_reliable: tf.mean(reliable),
            selected: tf.mean(selected),
            similarity: tf.mean(cosine),
          },
          details: { entropy, cosine, weight, selected_first: reliable, selected_second: selected },
        };
      },
      predict: predictWith(context),
      constants: penalised && context.fisher ? { 'eata.source': model.theta, 'eata.fisher': context.fisher } : {},
    };
  },
});
