import type { Random } from '../../src-shared/random.ts';

/** Something that takes what strangers give it, opened for a round of cases. */
interface OpenTarget {
  /**
   * Does one case, made of drawn numbers alone, so that its seed repeats it.
   * @returns what came out, in a word or two, to be counted: `accepted`, or the code of the error
   * @throws Error for an outcome that must not be
   */
  attempt(random: Random): Promise<string> | string;
  close?(): Promise<void> | void;
}

export interface FuzzTarget {
  readonly name: string;
  /** Outcomes that say themselves that they are slow; every other one has a second. */
  readonly slow?: readonly string[];
  /** Cases of the short round of the tests, 60 by default. */
  readonly round?: number;
  /** @param folder an empty one, removed after the round */
  open(folder: string): Promise<OpenTarget> | OpenTarget;
}
