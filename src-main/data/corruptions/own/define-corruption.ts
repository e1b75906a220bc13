import type { RgbImage } from '../../image.ts';
import type { RandomStream } from '../random.ts';

/** A user-defined corruption. @typeParam S what a severity means to it: a number, or several under names */
export interface OwnCorruption<S = unknown> {
  /** The same as the name of its file. */
  readonly id: string;
  /** As tables and forms call it. */
  readonly name: string;
  readonly summary: string;
  /** Its page, in Markdown. */
  readonly doc?: string;
  /** Strength of each severity, weakest first: one to five entries. */
  readonly strengths: readonly S[];
  /**
   * A corrupted copy of an image, of the same size. All that is random comes from `random`, which is seeded by the image, the
   * corruption and the severity: the same image is always corrupted alike.
   */
  readonly corrupt: (image: RgbImage, strength: S, random: RandomStream) => RgbImage | Promise<RgbImage>;
}

/** Gives `strength` in `corrupt` the type of the entries of `strengths`. */
export function defineCorruption<S>(corruption: OwnCorruption<S>): OwnCorruption<S> {
  return corruption;
}
