import { z } from 'zod';
import { LabError } from '../../src-shared/errors.ts';
import { booleanOption, choiceOption, integerOption, numberOption } from '../../src-shared/options.ts';
import { entropyMarginOption, learningRateOption, momentumOption } from './common-options.ts';
import type { AugmentationOptions } from './deyo-augment.ts';
import { entropyOptions } from './entropy.ts';
import { frozenPartsOption } from './frozen-parts.ts';

const share = (label: string, help: string, value: number): ReturnType<typeof numberOption> =>
  numberOption({ label, help, default: value, min: 0, max: 1 });

/** The settings of DeYO. */
export const deyoOptions = z.strictObject({
  lr: learningRateOption(0.001),
  momentum: momentumOption,
  margin: entropyMarginOption(
    { label: 'Entropy threshold', symbol: 'τ_Ent', help: 'Adapt only to images with lower entropy than this.' },
    0.5,
  ),
  weightMargin: entropyMarginOption(
    { label: 'Weight margin', symbol: 'Ent₀', help: 'Images with lower entropy than this weigh more than 1.' },
    0.4,
  ),
  plpdThreshold: numberOption({
    label: 'PLPD threshold',
    symbol: 'τ_PLPD',
    help: 'Adapt only to images whose predicted class loses more probability than this when the shape is destroyed.',
    default: 0.2,
    min: -1,
    max: 1,
  }),
  augmentation: choiceOption({
    label: 'Augmentation',
    help: 'How the shape is destroyed: patches shuffled, pixels shuffled, or the middle covered.',
    choices: ['patch', 'pixel', 'occlusion'],
    default: 'patch',
  }),
  patches: integerOption({
    label: 'Patches per side',
    help: 'When patches are shuffled.',
    default: 4,
    min: 1,
    max: 64,
  }),
  windowSize: share('Window', 'Side of the covered window as a share of the image.', 0.5),
  windowRow: share('Window row', 'Where the covered window begins, as a share of the image.', 0.25),
  windowColumn: share('Window column', 'Where the covered window begins, as a share of the image.', 0.25),
  filterEntropy: booleanOption({ label: 'Filter by entropy', help: 'Use the entropy threshold.', default: true }),
  filterPlpd: booleanOption({ label: 'Filter by PLPD', help: 'Use the PLPD threshold.', default: true }),
  weighEntropy: booleanOption({ label: 'Weigh by entropy', help: 'Confident images count more.', default: true }),
  weighPlpd: booleanOption({ label: 'Weigh by PLPD', help: 'Images with a large PLPD count more.', default: true }),
  maskedPlpd: choiceOption({
    label: 'PLPD with a class mask',
    help: 'both: probabilities among the classes of the mask. first: those of the augmented images among all classes, as in the MGTTA code.',
    choices: ['both', 'first'],
    default: 'both',
  }),
  frozenBlocks: frozenPartsOption(0, ' 0: all norms are adapted.'),
  ...entropyOptions,
});
export type DeyoOptions = z.output<typeof deyoOptions>;

/** Parameters of the augmentation for images of `side` pixels. @throws LabError `bad-option` */
export function augmentationOptions(side: number, chosen: DeyoOptions): AugmentationOptions {
  const pixels = (part: number): number => Math.round(part * side);
  const { augmentation: kind, patches: parts, windowSize, windowRow, windowColumn } = chosen;
  if (kind === 'patch' && parts > side) {
    const message = `DeYO can't cut images of ${side} pixels into ${parts} patches per side.`;
    throw new LabError('bad-option', message, `Choose ${side} or fewer.`);
  }
  return { kind, parts, window: { size: pixels(windowSize), row: pixels(windowRow), column: pixels(windowColumn) } };
}
