import { z } from 'zod';
import { integerOption, numberOption } from '../../src-shared/options.ts';
import { decayOption, lambdaOption } from './common-options.ts';
import { searchPrompts, type FoaState } from './foa-search.ts';
import { defineMethod, type BoundStages } from './method.ts';

/** Options of all searches for prompts. */
export const searchOptions = {
  prompts: integerOption({
    label: 'Prompts',
    symbol: 'N_p',
    help: 'Prompt tokens after the class token, adapted by the search.',
    default: 3,
    min: 1,
    max: 16,
  }),
  population: integerOption({
    label: 'Population',
    symbol: 'K',
    help: 'Candidates drawn per batch; the best of the batch before is tried as well.',
    default: 27,
    min: 6,
    max: 256,
  }),
  sigma: numberOption({
    label: 'Initial step size',
    symbol: 'σ',
    help: 'Standard deviation of the first candidates.',
    default: 1,
    min: 0,
    exclusiveMin: true,
  }),
  lambda: lambdaOption,
  memory: integerOption({
    label: 'Memory',
    unit: 'MB',
    help: 'Memory for evaluating several candidates in one forward pass, up to 8 images together; the results are the same.',
    default: 2048,
    min: 1,
    limit: 1_048_576,
  }),
};

export const shiftOptions = {
  decay: decayOption('1 − α', 'Decay of the statistics that the shift follows', 0.9),
};

const options = z.strictObject({ ...searchOptions, ...shiftOptions });

/** FOA (Niu et al., ICML 2024): CMA-ES searches prompts without gradients; activations are shifted towards the source. */
export const foa = defineMethod({
  id: 'foa',
  name: 'FOA',
  summary:
    'Searches for prompt tokens by an evolution strategy, with forward passes only, and shifts the last features.',
  options,
  needs: ['statistics', 'batch-statistics'],
  frozen: false,
  trainedStatistics: true,
  bind: (context, chosen): BoundStages<FoaState> => searchPrompts(context, chosen, 'all'),
});
