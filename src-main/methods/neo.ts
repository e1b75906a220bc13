import { z } from 'zod';
import { choiceOption, numberOption } from '../../src-shared/options.ts';
import { float32, type Named } from '../engines/engine.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { classify, lastFeatures, lastFeatureWidth, scalar } from './bound.ts';
import { meanEntropy } from './losses.ts';
import { defineMethod, type BoundStep } from './method.ts';

const options = z.strictObject({
  average: choiceOption({
    label: 'Average',
    help: 'cumulative: the mean over all images so far. exponential: a running average that forgets (NEO-Continual).',
    choices: ['cumulative', 'exponential'],
    default: 'cumulative',
  }),
  alpha: numberOption({
    label: 'Share of a batch',
    symbol: 'α',
    help: 'Used by the exponential average only.',
    default: 0.1,
    min: 0,
    exclusiveMin: true,
    max: 1,
  }),
});

/** The mean of the features so far, [D], and over how many images. */
type NeoState = { readonly centre: Tensor; readonly images: Tensor };

/** NEO (Murphy et al., ICLR 2026): moves the mean of the features that the head classifies to the origin. */
export const neo = defineMethod({
  id: 'neo',
  name: 'NEO',
  summary: 'Subtracts the mean of the features seen so far from those that the head classifies; changes no weights.',
  options,
  needs: [],
  frozen: false,
  trainedStatistics: true,
  noWindow: 'each image counts once in the mean of the features',
  bind({ model }, { average, alpha }): BoundStep<NeoState> {
    const width = lastFeatureWidth(model);
    const featuresOf = (images: Tensor, constants: Named<Tensor>): Tensor =>
      lastFeatures(model, model.forward(images, need(constants, 'neo.theta'), constants).features);
    const logitsOf = (features: Tensor, centre: Tensor, constants: Named<Tensor>): Tensor =>
      classify(tf.sub(features, centre), constants);
    return {
      init: () => ({ centre: float32(new Float32Array(width)), images: scalar(0) }),
      step(images, state, constants) {
        const features = featuresOf(images, constants);
        const seen = tf.add(state.images, images.shape[0]);
        const share = average === 'cumulative' ? tf.div(images.shape[0], seen) : tf.scalar(alpha);
        const centre = tf.add(state.centre, tf.mul(share, tf.sub(tf.mean(features, 0), state.centre)));
        const logits = logitsOf(features, centre, constants);
        return {
          logits,
          state: { centre, images: seen },
          diagnostics: { entropy: meanEntropy(logits), centre_length: tf.sqrt(tf.sum(tf.square(centre))) },
        };
      },
      predict: (images, state, constants) => ({
        logits: logitsOf(featuresOf(images, constants), state.centre, constants),
      }),
      constants: { 'neo.theta': model.theta },
    };
  },
});
