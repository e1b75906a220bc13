import { z } from 'zod';
import { choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { learningRateOption, momentumOption } from './common-options.ts';
import { etaOptions } from './eta.ts';
import { rateOption } from './predictor.ts';

export const spaOptions = z.strictObject({
  lr: learningRateOption(0.01),
  lrPredictor: rateOption({ label: 'Rate of the predictor', help: 'Step size of the predictor.' }, 0.05),
  momentum: momentumOption,
  frequencyMask: numberOption({
    label: 'Masked frequencies',
    symbol: 'm',
    help: 'Share of the low frequencies removed in the first view.',
    default: 0.2,
    min: 0,
    max: 1,
  }),
  noiseRatio: numberOption({
    label: 'Noise ratio',
    symbol: 'γ',
    help: 'Mean share of noise in the second view; its distribution over patches is learned adversarially.',
    default: 0.4,
    min: 0,
    max: 1,
    exclusiveMin: true,
  }),
  noisePatch: integerOption({
    label: 'Noise patch',
    unit: 'px',
    help: 'Side of a patch of noise.',
    default: 16,
    min: 1,
  }),
  lrNoise: rateOption({ label: 'Rate of the noise', help: 'Step size of the strengths of noise.' }, 1),
  auxiliary: choiceOption({
    label: 'Auxiliary loss',
    help: 'Added with a weight of 0.1: none, the entropy of TENT, or the weighted entropy of EATA without its penalty.',
    choices: ['none', 'tent', 'eta'],
    default: 'none',
  }),
  ...etaOptions,
});
