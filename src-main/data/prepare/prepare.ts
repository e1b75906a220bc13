import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import { corrupt } from '../corruptions/corrupt.ts';
import { createLoader, isStored, type ImageLoader, type ImagePlace } from './origin.ts';
import { corruptionSeed, strengthsFor, type Prepared, type PreparationRequest } from './recipe.ts';

export type Preparer = (request: PreparationRequest) => Promise<Prepared>;

/** A function that reads, resizes and corrupts one image; what it returns depends on the request only. */
export async function createPreparer(origin: ImagePlace): Promise<Preparer> {
  const load = await createLoader(origin);
  return async (request) => {
    const image = await tryToLoad(load, request, origin.kind !== 'painted');
    if ('reason' in image) return image;
    if (isStored(origin) || origin.kind === 'domain-files') return { pixels: image.data };
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
