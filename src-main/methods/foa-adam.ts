import { z } from 'zod';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { biasCorrection } from '../mgg/bias-correction.ts';
import { predictWith, scalar, statisticsConstants, zerosLike } from './bound.ts';
import { decayOption, lambdaOption, learningRateOption } from './common-options.ts';
import { foaGradient } from './foa-gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  beta1: decayOption('β₁', 'Momentum decay', 0.9),
  beta2: decayOption('β₂', 'Squared gradient decay', 0.99),
  lambda: lambdaOption,
});

type AdamState = Readonly<Record<'theta' | 'm' | 'v' | 'count', Tensor>>;

const epsilon = 1e-8;

/** Adam (Kingma and Ba, 2015) on the loss of MGTTA: separates what the MGG learned from the scaling of its inputs. */
export const foaAdam = defineMethod({
  id: 'foa_adam',
  name: 'FOA-Adam',
  summary: "Adam on MGTTA's loss: an ablation that the paper lacks.",
  options,
  needs: ['statistics', 'batch-statistics'],
  frozen: false,
  bind(context, { lr, beta1, beta2, lambda }): BoundStep<AdamState> {
    const { theta: source } = context.model;
    return {
      init: () => ({ theta: source, m: zerosLike(source), v: zerosLike(source), count: scalar(0) }),
      step(images, state, constants) {
        const { theta } = state;
        const { gradient, logits, diagnostics } = foaGradient(context, images, theta, constants, lambda);
        const count = tf.add(state.count, 1);
        const m = tf.add(tf.mul(state.m, beta1), tf.mul(gradient, 1 - beta1));
        const v = tf.add(tf.mul(state.v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
        const correctedM = tf.div(m, biasCorrection(beta1, count));
        const correctedV = tf.div(v, biasCorrection(beta2, count));
        const direction = tf.div(correctedM, tf.add(tf.sqrt(correctedV), epsilon));
        return { logits, state: { theta: tf.sub(theta, tf.mul(direction, lr)), m, v, count }, diagnostics };
      },
      predict: predictWith(context),
      constants: statisticsConstants(context, 'FOA-Adam'),
    };
  },
});
