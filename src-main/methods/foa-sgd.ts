import { z } from 'zod';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { predictWith, statisticsConstants } from './bound.ts';
import { lambdaOption, learningRateOption } from './common-options.ts';
import { foaGradient } from './foa-gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';

const options = z.strictObject({ lr: learningRateOption(0.005), lambda: lambdaOption });

/** Plain SGD on the loss of MGTTA: what is left of MGTTA without its MGG (paper Table 4). */
export const foaSgd = defineMethod({
  id: 'foa_sgd',
  name: 'FOA-SGD',
  summary: "Gradient descent on MGTTA's loss: MGTTA without the meta gradient generator.",
  options,
  needs: ['statistics', 'batch-statistics'],
  frozen: false,
  bind(context, { lr, lambda }): BoundStep<{ readonly theta: Tensor }> {
    return {
      init: () => ({ theta: context.model.theta }),
      step(images, { theta }, constants) {
        const { gradient, logits, diagnostics } = foaGradient(context, images, theta, constants, lambda);
        return { logits, state: { theta: tf.sub(theta, tf.mul(gradient, lr)) }, diagnostics };
      },
      predict: predictWith(context),
      constants: statisticsConstants(context, 'FOA-SGD'),
    };
  },
});
