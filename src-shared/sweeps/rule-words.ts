import type { Rule } from './rules.ts';
import type { ChosenOn } from './chosen.ts';

/** How rules are called in tables. */
export const ruleLabels: Readonly<Record<Rule, string>> = {
  oracle: 'Best on these streams',
  validation: 'Best on validation',
  sAcc: 'Clean accuracy',
  entropy: 'Lowest entropy',
  consistency: 'Consistency when mirrored',
  snd: 'Neighbourhood density',
};

/** On what a setting was chosen, as tables say it. */
export const chosenOnLabels: Readonly<Record<ChosenOn, string>> = {
  test: 'test labels',
  'test-images': 'test images',
  validation: 'validation',
  clean: 'clean images',
};

/** Meanings of the marks behind numbers. */
export const markTexts: readonly (readonly [mark: string, text: string])[] = [
  ['†', 'The setting was chosen with the labels of the test streams that the number is of.'],
  ['‡', 'The setting was chosen on the images of the test streams, without their labels.'],
];

/** Meaning of a mark; the mark itself where it has none. */
export const markText = (mark: string): string => markTexts.find(([one]) => one === mark)?.[1] ?? mark;
