import { z } from 'zod';
import { decayOption } from './common-options.ts';
import { defineMethod, type BoundStep } from './method.ts';
import { bindRoid } from './roid-bound.ts';
import { roidOptions, sourceOf, startRoid, towards, type RoidState } from './roid-step.ts';

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
    return bindRoid({
      ...{ context, options: chosen, start: () => startRoid(context) },
      ensemble: (moved, _state, constants) => ({
        remembered: { theta: towards(moved, sourceOf(constants), sourceMomentum) },
      }),
    });
  },
});
