/** Seeds in words: `2020, 2021` or `2020–2024`. */
export function seedsText(seeds: readonly number[]): string {
  const first = seeds[0];
  const consecutive = seeds.length > 2 && first !== undefined && seeds.every((seed, index) => seed === first + index);
  return consecutive ? `${first}–${first + seeds.length - 1}` : seeds.join(', ');
}

const mostSeeds = 50;

/** Seeds that were typed: numbers and ranges, split by commas or blanks; undefined for what can't be read. */
export function parseSeeds(text: string): number[] | undefined {
  const seeds = new Set<number>();
  const parts = text.replaceAll(/\s*[-–]\s*/g, '-').split(/[\s,;]+/);
  for (const part of parts.filter((piece) => piece !== '')) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part);
    if (!match) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first || last - first >= mostSeeds) return undefined;
    for (let seed = first; seed <= last; seed++) seeds.add(seed);
  }
  return seeds.size === 0 || seeds.size > mostSeeds ? undefined : [...seeds];
}
