import { z } from 'zod';
import { choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { decayOption, learningRateOption, momentumOption } from './common-options.ts';

/** The settings of CoTTA. */
export const cottaOptions = z.strictObject({
  lr: learningRateOption(0.005, 'Step size of the update of all weights of the student.'),
  momentum: momentumOption,
  decay: decayOption('α', 'Decay of the teacher', 0.999),
  restore: numberOption({
    label: 'Restore probability',
    symbol: 'p',
    help: 'Share of the student’s weights restored to their source values after each batch.',
    default: 0.001,
    min: 0,
    max: 1,
  }),
  threshold: numberOption({
    label: 'Confidence threshold',
    symbol: 'p_th',
    help: 'The teacher sees augmented images when the source model is less confident than this, on average over the batch.',
    default: 0.1,
    min: 0,
    max: 1,
  }),
  augmentations: integerOption({
    label: 'Augmentations',
    symbol: 'N',
    help: 'Augmented copies of a batch that the teacher averages over.',
    default: 32,
    min: 1,
    max: 256,
  }),
  augmentedRange: choiceOption({
    label: 'Augmented values',
    help: 'image: pixels between 0 and 1, as CoTTA’s authors. input: the normalised values, clipped to [0, 1], as in the FOA code.',
    choices: ['image', 'input'],
    default: 'image',
  }),
});
