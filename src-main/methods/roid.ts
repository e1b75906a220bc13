import { z } from 'zod';
import { decayOption } from './common-options.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { changedCopies, roidOptions, roidPrediction, roidStep, sourceOf, startRoid, towards } from './roid-step.ts';
import type { RoidState } from './roid-step.ts';

const options = z.strictObject({
  ...roidOptions,
  sourceMomentum: decayOption('m_s', 'Momentum of the source ensemble', 0.99),
});

/** ROID (Marsden et al., WACV 2024): weighted soft likelihood ratios and consistency, pulled back to the source, with the prior corrected. */
export const roid = defineMethod({
  id: 'roid',
  name: 'ROID',
  summary: 'Makes certain and diverse predictions surer and robust to augmentation, close to the source model.',
  options,
  needs: [],
  frozen: false,
  transductive: true,
  bind(context, { sourceMomentum, ...chosen }): BoundStep<RoidState> {
    return {
      ...changedCopies(context),
      init: () => startRoid(context),
      step(images, state, constants, draws) {
        const found = roidStep(context, chosen, { images, state, draws }, constants);
        const { moved, probabilities, ...result } = found;
        const theta = towards(moved.theta, sourceOf(constants), sourceMomentum);
        return { ...result, state: { theta, velocity: moved.velocity, probabilities } };
      },
      predict: roidPrediction(context),
      constants: { 'roid.source': context.model.theta },
    };
  },
});
