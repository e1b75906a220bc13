import { createRequire } from 'node:module';
import type mt19937 from '@stdlib/random-base-mt19937';
import type normal from '@stdlib/random-base-normal';
import type poisson from '@stdlib/random-base-poisson';

/** The packages are hundreds of small files, and most corruptions draw nothing: each is loaded when it is needed. */
const requirePackage = createRequire(import.meta.url);

/** A seeded stream of random numbers. Two streams made from the same key give the same numbers. */
export interface RandomStream {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** An integer, uniform in [low, high). */
  integer(low: number, high: number): number;
  /** Normally distributed with the given mean and standard deviation. */
  normal(mean: number, deviation: number): number;
  /** Poisson distributed; a rate of 0 gives 0. */
  poisson(rate: number): number;
}

/** Generator with a property that the package's types leave out. */
type SeededTwister = ReturnType<typeof mt19937.factory> & { readonly normalized: () => number };
type Twister = typeof mt19937;
type Normal = typeof normal;
type Poisson = typeof poisson;

const uint32Range = 2 ** 32;

/**
 * A Mersenne Twister stream for a key of non-negative integers (each below 2^53) and texts.
 * The distributions share one twister and are set up at their first use, since most corruptions need only one.
 */
export function createRandomStream(...key: readonly (number | string)[]): RandomStream {
  let twister: (() => number) | undefined;
  const unit = () => (twister ??= twisterFrom(key.flatMap(toWords)))();
  let drawNormal: ((mean: number, deviation: number) => number) | undefined;
  let drawPoisson: ((rate: number) => number) | undefined;
  return {
    unit,
    uniform: (low, high) => low + (high - low) * unit(),
    integer: (low, high) => low + Math.floor((high - low) * unit()),
    normal(mean, deviation) {
      drawNormal ??= normalFrom(unit);
      return mean + deviation * drawNormal(0, 1);
    },
    poisson(rate) {
      drawPoisson ??= (requirePackage('@stdlib/random-base-poisson') as Poisson).factory({ prng: unit });
      return rate === 0 ? 0 : drawPoisson(rate);
    },
  };
}

/** Draws from normal distributions. @param unit uniform in [0, 1) */
export function normalFrom(unit: () => number): (mean: number, deviation: number) => number {
  return (requirePackage('@stdlib/random-base-normal') as Normal).factory({ prng: unit });
}

/** @param seed 32-bit words */
function twisterFrom(seed: number[]): () => number {
  const twister = requirePackage('@stdlib/random-base-mt19937') as Twister;
  return (twister.factory({ seed }) as SeededTwister).normalized;
}

function toWords(part: number | string): number[] {
  if (typeof part === 'string') return [hashText(part)];
  return [part % uint32Range, Math.floor(part / uint32Range)];
}

/** 32-bit FNV-1a hash of the text's UTF-16 units. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
