import { isCorruptionName, isSeverity } from '../../../src-shared/corruptions.ts';
import { corrupt } from '../corruptions/corrupt.ts';
import { loaderOf, noOwnCorruptions, type OwnCorruptions } from '../corruptions/own/own-corruptions.ts';
import { createLoader, isStored, type ImageLoader, type ImagePlace } from './origin.ts';
import { corruptionSeed, strengthsFor, type Prepared, type PreparationRequest } from './recipe.ts';

export type Preparer = (request: PreparationRequest) => Promise<Prepared>;

/** A function that reads, resizes and corrupts one image; what it returns depends on the request only. */
export async function createPreparer(origin: ImagePlace, owns: OwnCorruptions = noOwnCorruptions): Promise<Preparer> {
  const load = await createLoader(origin);
  const ownOf = loaderOf(owns);
  return async (request) => {
    const image = await tryToLoad(load, request, origin.kind !== 'painted');
    if ('reason' in image) return image;
    if (isStored(origin) || origin.kind === 'domain-files') return { pixels: image.data };
    const { corruption, severity } = request.shift;
    const drawn = { seed: corruptionSeed, index: request.index };
    const own = await ownOf(corruption);
    if (own) {
      const { corruptByOwn } = await import('../corruptions/own/load-own.ts');
      return { pixels: (await corruptByOwn(own.own, own.corruption, image, { ...drawn, severity })).data };
    }
    if (!isCorruptionName(corruption) || !isSeverity(severity)) return { pixels: image.data };
    const table = strengthsFor(origin, request.imageSize);
    return { pixels: (await corrupt(image, corruption, severity, { table, ...drawn })).data };
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
