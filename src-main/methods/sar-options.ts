import { z } from 'zod';
import { choiceOption, numberOption } from '../../src-shared/options.ts';
import { decayOption, entropyMarginOption, learningRateOption, momentumOption } from './common-options.ts';
import { entropyOptions } from './entropy.ts';
import { frozenPartsOption } from './frozen-parts.ts';

/** The settings of SAR. */
export const sarOptions = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  rho: numberOption({
    label: 'Perturbation',
    symbol: 'ρ',
    help: 'Radius of the perturbation to the sharpest nearby point, where the gradient is taken.',
    default: 0.05,
    min: 0,
  }),
  margin: entropyMarginOption(
    { label: 'Entropy margin', symbol: 'E₀', help: 'Adapt only to images with lower entropy than this.' },
    0.4,
  ),
  resetBelow: numberOption({
    label: 'Reset below',
    symbol: 'e₀',
    help: 'The model is reset when the running average of the second loss falls below this.',
    default: 0.2,
    min: 0,
  }),
  emaDecay: decayOption('α', 'Decay of the running loss', 0.9),
  frozenBlocks: frozenPartsOption(0.25),
  prediction: choiceOption({
    label: 'Prediction',
    help: 'first: by the forward pass before the perturbation. second: by the one at the perturbed weights, as in the MGTTA code.',
    choices: ['first', 'second'],
    default: 'first',
  }),
  secondFilter: choiceOption({
    label: 'Second filter',
    help: 'kept: among the images that passed the first filter. batch: among all images of the batch, as in the MGTTA code.',
    choices: ['kept', 'batch'],
    default: 'kept',
  }),
  reset: choiceOption({
    label: 'Reset restores',
    help: 'all: parameters, momentum and running loss. parameters: momentum and running loss go on, as in the MGTTA code.',
    choices: ['all', 'parameters'],
    default: 'all',
  }),
  unselected: choiceOption({
    label: 'Without a reliable image',
    help: 'keep: nothing moves, as in the MGTTA code. momentum: the momentum moves the parameters on, as its authors have it.',
    choices: ['keep', 'momentum'],
    default: 'keep',
  }),
  ...entropyOptions,
});
