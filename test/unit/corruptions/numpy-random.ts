import type { RandomStream } from '../../../src-main/data/corruptions/random.ts';

const stateLength = 624;
const shift = 397;

/** The raw 32-bit numbers of NumPy's legacy generator (MT19937) after `numpy.random.seed(seed)`. */
function twister(seed: number): () => number {
  const state = new Uint32Array(stateLength);
  state[0] = seed;
  for (let i = 1; i < stateLength; i++) {
    const last = state[i - 1]!;
    state[i] = Math.imul(last ^ (last >>> 30), 1812433253) + i;
  }
  let position = stateLength;
  const refill = (): void => {
    for (let i = 0; i < stateLength; i++) {
      const word = (state[i]! & 0x80000000) | (state[(i + 1) % stateLength]! & 0x7fffffff);
      state[i] = state[(i + shift) % stateLength]! ^ (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
    }
    position = 0;
  };
  return () => {
    if (position === stateLength) refill();
    let word = state[position++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/**
 * The numbers that Python code gets from `numpy.random` after `numpy.random.seed(seed)`, so that results can be compared
 * with those of a Python program pixel by pixel. Without Poisson numbers.
 */
export function numpyRandom(seed: number): RandomStream {
  const next = twister(seed);
  const unit = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  let spare: number | undefined;
  const standardNormal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = 2 * unit() - 1;
      const y = 2 * unit() - 1;
      const squared = x * x + y * y;
      if (squared >= 1 || squared === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(squared)) / squared);
      spare = factor * x;
      return factor * y;
    }
  };
  return {
    unit,
    uniform: (low, high) => low + (high - low) * unit(),
    integer(low, high) {
      const largest = high - low - 1;
      const mask = 2 ** Math.ceil(Math.log2(largest + 1)) - 1;
      let value = next() & mask;
      while (value > largest) value = next() & mask;
      return low + value;
    },
    normal: (mean, deviation) => mean + deviation * standardNormal(),
    poisson() {
      throw new Error('NumPy’s Poisson numbers are not reproduced here.');
    },
  };
}
