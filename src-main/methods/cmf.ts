import { z } from 'zod';
import { numberOption } from '../../src-shared/options.ts';
import { tf } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import { scalar } from './bound.ts';
import { decayOption } from './common-options.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { bindRoid } from './roid-bound.ts';
import { roidOptions, sourceOf, startRoid, towards, type RoidState } from './roid-step.ts';
import { choose } from './selection.ts';

const options = z.strictObject({
  ...roidOptions,
  alpha: decayOption('α', 'Momentum of the hidden model', 0.99),
  gamma: decayOption('γ', 'Share of the adapted parameters', 0.99),
  noise: numberOption({
    label: 'Noise of the prediction',
    symbol: 'q',
    help: 'Variance that each batch adds in the Kalman filter, for the 38,400 norm parameters of ViT-B; less for fewer.',
    default: 0.005,
    min: 0,
  }),
});

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
  bind(context, { alpha, gamma, noise, ...chosen }): BoundStep<RoidState> {
    const { theta: source } = context.model;
    const q = Math.min(1, (noise * source.data.length) / referenceParameters);
    return bindRoid({
      ...{ context, options: chosen },
      start: () => ({ ...startRoid(context), hidden: source, variance: scalar(0) }),
      ensemble(moved, state, constants) {
        const predicted = towards(need(state, 'hidden'), sourceOf(constants), alpha);
        const variance = tf.add(tf.mul(need(state, 'variance'), alpha ** 2), q);
        const share = tf.maximum(tf.div(1 - q, tf.add(variance, 1 - q)), leastBeta);
        const beta = choose(tf.cast(tf.greaterEqual(share, fullBeta), 'float32'), tf.onesLike(share), share);
        const hidden = tf.add(tf.mul(predicted, beta), tf.mul(moved, tf.sub(1, beta)));
        return {
          remembered: { theta: towards(moved, hidden, gamma), hidden, variance: tf.mul(variance, beta) },
          diagnostics: { beta },
          details: { variance_predicted: variance, beta },
        };
      },
    });
  },
});
