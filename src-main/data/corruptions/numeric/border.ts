/**
 * How a signal `a b c d` goes on beyond its ends:
 * `nearest` a a|a b c d|d d, `reflect` b a|a b c d|d c, `reflect101` c b|a b c d|c b.
 */
export type Border = 'nearest' | 'reflect' | 'reflect101';

/** The index inside a signal of `length` that stands for position `index`, however far outside that lies. */
export function borderIndex(index: number, length: number, border: Border): number {
  if (index >= 0 && index < length) return index;
  if (border === 'nearest' || length === 1) return index < 0 ? 0 : length - 1;
  if (border === 'reflect') {
    const folded = modulo(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
  const folded = modulo(index, 2 * length - 2);
  return folded < length ? folded : 2 * length - 2 - folded;
}

/** The indices standing for positions −margin … length + margin − 1. */
export function paddedIndices(length: number, margin: number, border: Border): Int32Array {
  return Int32Array.from({ length: length + 2 * margin }, (_, i) => borderIndex(i - margin, length, border));
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period;
}
