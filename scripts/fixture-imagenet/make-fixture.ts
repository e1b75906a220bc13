import { join } from 'node:path';
import { makeArraySet } from './array-set.ts';
import { makeBadImages } from './bad-images.ts';
import { makeCleanSet } from './clean-sets.ts';
import { makeCorruptedSet } from './corrupted-set.ts';
import { makeDomainSet, makeShiftSet } from './quickstart-folders.ts';
import { makeFlatSet } from './flat-set.ts';
import { makeModels } from './models.ts';
import { fixtureDefaults, type Fixture, type FixtureOptions } from './options.ts';

/**
 * Writes a miniature of a researcher's disk: `imagenet-val`, `imagenet-train` (a few images, for source
 * statistics), `imagenet-c`, `imagenet-r`, `imagenet-sketch`, `imagenet-a` and a variant of ImageNet-V2 in the published layouts, with pictures drawn so that
 * classes are distinguishable, `imagenet-val-flat`, `cifar-10-c` as arrays, `shifts` of free names, `domains`, `models` with ViTs under timm's names, and `bad-images`. The same options give the same pictures, byte by byte.
 */
export async function makeFixture(options: FixtureOptions): Promise<void> {
  const fixture: Fixture = { ...fixtureDefaults, ...options };
  const images = await makeCleanSet('imagenet-val', fixture);
  await makeCleanSet('imagenet-train', fixture);
  const validation = { root: join(fixture.folder, 'imagenet-val'), images };
  for (const set of fixture.sets) {
    if (set === 'imagenet-c') await makeCorruptedSet(fixture, validation);
    else if (set === 'imagenet-val-flat') await makeFlatSet(fixture, validation);
    else if (set === 'cifar-10-c') await makeArraySet(fixture);
    else if (set === 'shifts') await makeShiftSet(fixture);
    else if (set === 'domains') await makeDomainSet(fixture);
    else await makeCleanSet(set, fixture);
  }
  if (fixture.badImages) await makeBadImages(fixture);
  await makeModels(fixture);
}
