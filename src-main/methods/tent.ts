import { z } from 'zod';
import { tf } from '../engines/tfjs.ts';
import { predictWith, zerosLike } from './bound.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { entropyBy, entropyOptions } from './entropy.ts';
import { withGradient } from './gradient.ts';
import { opinionOf } from './losses.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  ...entropyOptions,
});

/** TENT (Wang et al., ICLR 2021): SGD with momentum on the mean entropy of the predictions. */
export const tent = defineMethod({
  id: 'tent',
  name: 'TENT',
  summary: 'Minimises the entropy of the predictions by gradient descent on the norm parameters.',
  options,
  needs: [],
  frozen: false,
  bind(context, { lr, momentum, ...chosen }): BoundStep<SgdState> {
    const entropyOf = entropyBy(chosen);
    return {
      init: () => ({ theta: context.model.theta, velocity: zerosLike(context.model.theta) }),
      step(images, state, constants) {
        const { gradient, result } = withGradient(state.theta, (parameters) => {
          const { logits } = context.model.forward(images, parameters, constants);
          const entropy = entropyOf(logits);
          return { loss: tf.mean(entropy), logits, entropy };
        });
        return {
          logits: result.logits,
          state: sgdStep(state, gradient, { lr, momentum }),
          diagnostics: { loss: result.loss, entropy: result.loss },
          details: {
            entropy: result.entropy,
            uncertainty: opinionOf(result.logits, chosen.opinionMass).uncertainty,
          },
        };
      },
      predict: predictWith(context),
      constants: {},
    };
  },
});
