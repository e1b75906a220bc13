import { z } from 'zod';
import type { Tensor } from '../engines/tfjs.ts';
import { predictWith } from './bound.ts';
import { defineMethod } from './method.ts';

const options = z.strictObject({});

/** The source model as it is. */
export const noAdapt = defineMethod({
  id: 'noadapt',
  name: 'NoAdapt',
  summary: 'Predicts with the source model and changes nothing.',
  options,
  needs: [],
  frozen: true,
  bind(context) {
    const predict = predictWith(context);
    return {
      init: () => ({ theta: context.model.theta }),
      step: (images, state, constants) => ({
        ...predict(images, state, constants),
        state: { theta: state['theta'] as Tensor },
        diagnostics: {},
      }),
      predict,
      constants: {},
    };
  },
});
