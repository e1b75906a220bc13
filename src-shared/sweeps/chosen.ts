/**
 * On what a rule chooses: `test` with the labels of what is reported, `test-images` on the same images without their labels,
 * else on other data. The first two carry a mark wherever the number of the setting stands.
 */
export type ChosenOn = 'test' | 'test-images' | 'validation' | 'clean';

/** Mark of a number whose setting was chosen on it; empty for others. */
export const chosenMarks: Readonly<Record<ChosenOn, string>> = {
  test: '†',
  'test-images': '‡',
  validation: '',
  clean: '',
};

/** Tag of runs whose setting was chosen on the data of their numbers. */
const chosenTags = { test: 'chosen on test labels', 'test-images': 'chosen on test images' } as const;

/** The tag that says on what a setting was chosen, as an address has it; undefined for data that its numbers are not of. */
export const chosenTag = (on: string | undefined): string | undefined =>
  Object.entries(chosenTags).find(([name]) => name === on)?.[1];

/** The tag of these that says so; null for none. */
export const chosenTagOf = (tags: readonly string[]): string | null =>
  Object.values(chosenTags).find((tag) => tags.includes(tag)) ?? null;

/** The mark behind numbers of a run with these tags; empty for none. */
export function markOf(tags: readonly string[]): string {
  const on = (['test', 'test-images'] as const).find((one) => tags.includes(chosenTags[one]));
  return on === undefined ? '' : chosenMarks[on];
}
