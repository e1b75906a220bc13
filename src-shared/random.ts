/** A stream of uniform numbers in [0, 1). */
export type Random = () => number;

/** Spreads the bits of a 32-bit word (the finaliser of MurmurHash3, public domain). */
function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/**
 * A generator that depends on all of `keys` (non-negative integers), e.g. `seeded(seed, imageIndex)`. Its numbers are
 * the same on every machine and don't depend on what was drawn elsewhere. The generator is sfc32 (C. Doty-Humphrey,
 * public domain).
 */
export function seeded(...keys: readonly number[]): Random {
  let key = 0x9e3779b9;
  for (const value of keys) {
    key = mix(Math.imul(key, 0x01000193) ^ mix(value >>> 0) ^ mix(Math.floor(value / 2 ** 32) + 1));
  }
  let a = mix(key + 1);
  let b = mix(key + 2);
  let c = mix(key + 3);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) next();
  return next;
}

/** A standard normal number (Box and Muller, 1958). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A key for `seeded` made of a text (FNV-1a over its UTF-16 units). */
export function textKey(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Fisher–Yates: a uniformly drawn order of 0 … count − 1. */
export function permutation(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}
