import { parseNumbers } from '../forms/number-list.ts';

/** Seeds in words: `2020, 2021` or `2020–2024`. */
export function seedsText(seeds: readonly number[]): string {
  const first = seeds[0];
  const consecutive = seeds.length > 2 && first !== undefined && seeds.every((seed, index) => seed === first + index);
  return consecutive ? `${first}–${first + seeds.length - 1}` : seeds.join(', ');
}

/** Seeds that were typed, see `parseNumbers`. */
export const parseSeeds = (text: string): number[] | undefined => parseNumbers(text, 50);
