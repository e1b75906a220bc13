const mostClasses = 100_000;

/** Class indices in words that `parseClasses` reads: `0–9, 12`. */
export function classesText(classes: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of classes.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && index <= last[1] + 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(', ');
}

/** Indices that were typed: numbers and ranges, split by commas or blanks, each once; undefined for what can't be read. */
export function parseClasses(text: string): [number, ...number[]] | undefined {
  const classes = new Set<number>();
  const parts = text.replaceAll(/\s*[-–]\s*/g, '-').split(/[\s,;]+/);
  for (const part of parts.filter((piece) => piece !== '')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
    if (!match || to < from || classes.size + to - from >= mostClasses) return undefined;
    for (let index = from; index <= to; index++) classes.add(index);
  }
  const [first, ...rest] = [...classes].sort((a, b) => a - b);
  return first === undefined ? undefined : [first, ...rest];
}
