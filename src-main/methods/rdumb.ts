import { z } from 'zod';
import { tf } from '../engines/tfjs.ts';
import { predictWith, zerosLike } from './bound.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { entropyPerImage } from './losses.ts';
import { etaLoss, etaOptions, etaReport, noMemory, remember, type EtaMemory } from './eta.ts';
import { withGradient } from './gradient.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { choose, count } from './selection.ts';
import { nesterovOption, sgdStep, type SgdState } from './sgd.ts';

const options = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  ...etaOptions,
  nesterov: nesterovOption(false),
});

type RdumbState = SgdState & EtaMemory;

/**
 * RDumb (Press et al., NeurIPS 2023): ETA, that is EATA without its penalty, which forgets everything every k batches; that is up to
 * the run.
 */
export const rdumb = defineMethod({
  id: 'rdumb',
  name: 'RDumb',
  summary: 'EATA without its penalty, reset to the source model at fixed intervals.',
  options,
  needs: [],
  frozen: false,
  resetEvery: 1000,
  bind(context, { lr, momentum, margin, similarity, averageDecay, nesterov }): BoundStep<RdumbState> {
    const { model } = context;
    const bounds = { bound: margin * Math.log(model.classes), similarity, averageDecay, entropyOf: entropyPerImage };
    return {
      init: () => ({ theta: model.theta, velocity: zerosLike(model.theta), ...noMemory(model.classes) }),
      step(images, state, constants) {
        const { theta, velocity } = state;
        const { gradient, result } = withGradient(theta, (parameters) => {
          const { logits } = model.forward(images, parameters, constants);
          return { ...etaLoss(logits, state, bounds), logits };
        });
        const any = tf.cast(tf.greater(count(result.selected), 0), 'float32');
        const moved = sgdStep(state, gradient, { lr, momentum, nesterov });
        return {
          logits: result.logits,
          state: {
            theta: choose(any, moved.theta, theta),
            velocity: choose(any, moved.velocity, velocity),
            ...remember(state, result, averageDecay),
          },
          ...etaReport(result),
        };
      },
      predict: predictWith(context),
      constants: {},
    };
  },
});
