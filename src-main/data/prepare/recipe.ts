import type { Shift } from '../../../src-shared/run-config.ts';
import type { StrengthTable } from '../corruptions/parameters.ts';
import { tableForSize } from '../corruptions/strength-tables.ts';
import { quickstartStrengths } from '../quickstart/strengths.ts';
import type { ImageAddress, ImagePlace } from './origin.ts';

/** Decides the noise of generated corruptions; the same for all runs, as if the corrupted images lay on disk. */
export const corruptionSeed = 2020;

/** Counts up when prepared images come out differently than before, so that stored ones are made anew. */
export const preparationVersion = 4;

export interface PreparationRequest extends ImageAddress {
  readonly shift: Shift;
  readonly imageSize: number;
}

/** H×W×3 bytes, or why the image can't be read. */
export type Prepared = { readonly pixels: Uint8Array } | { readonly reason: string };

/** The strengths that images of this origin are corrupted with. */
export function strengthsFor(origin: ImagePlace, imageSize: number): StrengthTable {
  return origin.kind === 'painted' ? quickstartStrengths : tableForSize({ width: imageSize, height: imageSize });
}
