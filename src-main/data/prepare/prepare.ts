import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import type { Shift } from '../../../src-shared/run-config.ts';
import { corrupt } from '../corruptions/corrupt.ts';
import type { StrengthTable } from '../corruptions/parameters.ts';
import { tableForSize } from '../corruptions/strength-tables.ts';
import { quickstartStrengths } from '../quickstart/strengths.ts';
import { createLoader, type ImageAddress, type ImageLoader, type ImagePlace } from './origin.ts';

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

export type Preparer = (request: PreparationRequest) => Promise<Prepared>;

/** The strengths that images of this origin are corrupted with. */
export function strengthsFor(origin: ImagePlace, imageSize: number): StrengthTable {
  return origin.kind === 'painted' ? quickstartStrengths : tableForSize({ width: imageSize, height: imageSize });
}

/** A function that reads, resizes and corrupts one image; what it returns depends on the request only. */
export async function createPreparer(origin: ImagePlace): Promise<Preparer> {
  const load = await createLoader(origin);
  return async (request) => {
    const image = await tryToLoad(load, request, origin.kind !== 'painted');
    if ('reason' in image) return image;
    if (origin.kind === 'corrupted-files') return { pixels: image.data };
    const { corruption, severity } = request.shift;
    if (!isCorruptionName(corruption) || !isSeverity(severity)) return { pixels: image.data };
    const table = strengthsFor(origin, request.imageSize);
    const corrupted = await corrupt(image, corruption, severity, { table, seed: corruptionSeed, index: request.index });
    return { pixels: corrupted.data };
  };
}

async function tryToLoad(load: ImageLoader, request: PreparationRequest, mayBeBroken: boolean) {
  try {
    return await load(request, request.imageSize, request.shift);
  } catch (error) {
    if (!mayBeBroken) throw error;
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
