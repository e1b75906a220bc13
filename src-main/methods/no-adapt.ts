import { z } from 'zod';
import type { Tensor } from '../engines/tfjs.ts';
import { predictWith } from './bound.ts';
import { defineMethod, type BoundStep } from './method.ts';

const options = z.strictObject({});

/** The source model as it is. */
export const noAdapt = defineMethod({
  id: 'noadapt',
  name: 'NoAdapt',
  summary: 'Predicts with the source model and changes nothing.',
  options,
  needs: [],
  frozen: true,
  bind(context): BoundStep<{ readonly theta: Tensor }> {
    const predict = predictWith(context);
    return {
      init: () => ({ theta: context.model.theta }),
      step: (images, state, constants) => ({
        ...predict(images, state, constants),
        state,
        diagnostics: {},
      }),
      predict,
      constants: {},
    };
  },
});
