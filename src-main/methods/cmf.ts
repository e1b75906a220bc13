import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { scalar } from './bound.ts';
import { decayOption } from './common-options.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { changedCopies, roidOptions, roidPrediction, roidStep, sourceOf, startRoid, towards } from './roid-step.ts';
import type { RoidState } from './roid-step.ts';
import { choose } from './selection.ts';

const options = z.strictObject({
  ...roidOptions,
  alpha: decayOption('α', 'Momentum of the hidden model', 0.99),
  gamma: decayOption('γ', 'Share of the adapted parameters', 0.99),
  noise: numberOption({
    label: 'Noise of the prediction',
    symbol: 'q',
    help: 'How much less sure the filter gets with each batch, for the 38,400 norm parameters of ViT-B; less for fewer.',
    default: 0.005,
    min: 0,
  }),
});

type CmfState = RoidState & {
  /** Parameters of the hidden model, and their variance. */
  readonly hidden: Tensor;
  readonly variance: Tensor;
};

/** Number of parameters for which the noise is given. */
const referenceParameters = 38_400;
/** β is never less than this, and 1 from the second on. */
const [leastBeta, fullBeta] = [0.89, 0.9999];

/** CMF (Lee and Chang, ICLR 2024): ROID's loss; a Kalman filter over the parameters follows the adapted ones from the source. */
export const cmf = defineMethod({
  id: 'cmf',
  name: 'CMF',
  summary: 'ROID’s loss, with parameters that a Kalman filter keeps between the source and what was adapted.',
  options,
  needs: [],
  frozen: false,
  transductive: true,
  bind(context, { alpha, gamma, noise, ...chosen }): BoundStep<CmfState> {
    const { theta: source } = context.model;
    const q = Math.min(1, (noise * source.data.length) / referenceParameters);
    return {
      ...changedCopies(context),
      init: () => ({ ...startRoid(context), hidden: source, variance: scalar(0) }),
      step(images, state, constants, draws) {
        const found = roidStep(context, chosen, { images, state, draws }, constants);
        const { moved, probabilities, details, ...result } = found;
        const predicted = towards(state.hidden, sourceOf(constants), alpha);
        const variance = tf.add(tf.mul(state.variance, alpha ** 2), q);
        const share = tf.maximum(tf.div(1 - q, tf.add(variance, 1 - q)), leastBeta);
        const beta = choose(tf.cast(tf.greaterEqual(share, fullBeta), 'float32'), tf.onesLike(share), share);
        const hidden = tf.add(tf.mul(predicted, beta), tf.mul(moved.theta, tf.sub(1, beta)));
        const theta = towards(moved.theta, hidden, gamma);
        return {
          ...result,
          diagnostics: { ...result.diagnostics, beta },
          details: { ...details, variance_predicted: variance, beta },
          state: { theta, velocity: moved.velocity, probabilities, hidden, variance: tf.mul(variance, beta) },
        };
      },
      predict: roidPrediction(context),
      constants: { 'roid.source': source },
    };
  },
});
