/** Whole numbers in words that `parseNumbers` reads: `0–9, 12`. */
export function numbersText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && number <= last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/**
 * Whole numbers that were typed: numbers and ranges, split by commas or blanks, each once.
 * @param most how many there may be @returns undefined for what can't be read, and for none
 */
export function parseNumbers(text: string, most: number): [number, ...number[]] | undefined {
  const numbers = new Set<number>();
  const parts = text.replaceAll(/\s*[-–]\s*/g, '-').split(/[\s,;]+/);
  for (const part of parts.filter((piece) => piece !== '')) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || to < from || to - from >= most) return undefined;
    for (let number = from; number <= to; number++) numbers.add(number);
    if (numbers.size > most) return undefined;
  }
  const [first, ...rest] = numbers;
  return first === undefined ? undefined : [first, ...rest];
}
