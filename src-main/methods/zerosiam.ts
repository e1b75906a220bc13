import { z } from 'zod';
import { tf } from '../engines/tfjs.ts';
import { predictWith, zerosLike } from './bound.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { stopGradient, withGradient } from './gradient.ts';
import { entropyPerImage } from './losses.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { movePredictor, rateOption, startPredictor, throughPredictor, type PredictorState } from './predictor.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001, 'Base rate; the two factors below make of it those of the norms and of the predictor.'),
  momentum: momentumOption,
  lrScale: rateOption({ label: 'Factor of the norms', symbol: 's', help: 'The norms move with lr · s.' }, 5),
  lrPredictor: rateOption(
    {
      label: 'Factor of the predictor',
      symbol: 'p',
      help: 'The predictor moves with lr · p; 0 keeps it the identity.',
    },
    5,
  ),
  alignment: rateOption(
    { label: 'Alignment weight', symbol: 'w', help: 'Weight of the distance between both predictions.' },
    1,
  ),
});

type ZeroSiamState = SgdState & PredictorState;

/** ZeroSiam (Chen et al., 2025): entropy behind a predictor, aligned with the prediction without it, which can't collapse. */
export const zeroSiam = defineMethod({
  id: 'zerosiam',
  name: 'ZeroSiam',
  summary: 'Minimises the entropy behind a small predictor and keeps it close to the prediction without one.',
  options,
  needs: [],
  frozen: false,
  bind(context, { lr, momentum, lrScale, lrPredictor, alignment: weight }): BoundStep<ZeroSiamState> {
    const { model } = context;
    return {
      init: () => ({ theta: model.theta, velocity: zerosLike(model.theta), ...startPredictor(model) }),
      step(images, state, constants) {
        const { theta, predictor } = state;
        const { gradient, result } = withGradient({ theta, predictor }, (parameters) => {
          const { logits, features } = model.forward(images, parameters.theta, constants);
          const online = throughPredictor(model, features, parameters.predictor, constants);
          const [aligned, target] = [tf.logSoftmax(online), stopGradient(tf.logSoftmax(logits))];
          const alignment = tf.sum(tf.mul(tf.sub(tf.exp(target), tf.exp(aligned)), tf.sub(target, aligned)), 1);
          const entropy = entropyPerImage(online);
          const loss = tf.mean(tf.add(entropy, tf.mul(alignment, weight)));
          return { loss, logits, online, entropy, alignment };
        });
        const { loss, logits, online, entropy, alignment } = result;
        return {
          logits,
          state: {
            ...sgdStep(state, gradient.theta, { lr: lr * lrScale, momentum }),
            ...movePredictor(state, gradient.predictor, { lr: lr * lrPredictor, momentum }),
          },
          diagnostics: { loss, entropy: tf.mean(entropy), alignment: tf.mean(alignment) },
          details: { online, entropy, alignment },
        };
      },
      predict: predictWith(context),
      constants: {},
    };
  },
});
