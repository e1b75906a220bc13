import { severities } from '../../../../src-shared/corruptions.ts';
import { LabError } from '../../../../src-shared/errors.ts';
import { noClock, type OwnClock } from '../../../own/own-clock.ts';
import { guarded, hasFields, loadOwn, refuse, type OwnExport } from '../../../own/own-code.ts';
import type { OwnSource } from '../../../own/own-source.ts';
import type { RgbImage } from '../../image.ts';
import { createRandomStream } from '../random.ts';
import type { OwnCorruption } from './define-corruption.ts';
import * as lab from './lab.ts';

const exported: OwnExport<OwnCorruption> = {
  kind: 'corruption',
  labName: 'mgtta-lab/corruption',
  lab,
  define: 'defineCorruption',
  is: (value): value is OwnCorruption => hasFields(value, 'corrupt', 'strengths', 'id'),
};

/** @throws LabError naming what the export lacks */
function checkCorruption(own: OwnSource, { strengths, corrupt }: OwnCorruption): void {
  if (typeof corrupt !== 'function') refuse(own, 'its corrupt is no function');
  if (!Array.isArray(strengths) || strengths.length === 0 || strengths.length > severities.length) {
    refuse(
      own,
      `its strengths are no list of 1 to ${severities.length} entries`,
      'Write one for each severity, the weakest first.',
    );
  }
}

/** @throws LabError saying what it is instead of an image of that size */
function requireImage(own: OwnSource, { width, height }: RgbImage, made: unknown): RgbImage {
  const wanted = `an image of ${width}×${height} pixels`;
  if (!hasFields(made, 'width', 'height', 'data')) return refuse(own, `its corrupt gave no image, but ${typeof made}`);
  const image = made as RgbImage;
  if (image.width !== width || image.height !== height) {
    refuse(own, `its corrupt made ${image.width}×${image.height} pixels of ${wanted}`);
  }
  const { data } = image as { data: unknown };
  if (!(data instanceof Uint8Array) && !(data instanceof Uint8ClampedArray)) {
    return refuse(own, 'the data of its image is no Uint8Array', 'imageFromField makes an image of fractions.');
  }
  if (data.length !== width * height * lab.channelCount) {
    refuse(own, `its corrupt gave ${data.length} values for ${wanted}, which has ${width * height * lab.channelCount}`);
  }
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
}

/** The corruption that an own file exports. @throws LabError `bad-input` with file and line, also by its functions */
export function loadOwnCorruption(own: OwnSource, clock: OwnClock = noClock): Promise<OwnCorruption> {
  return loadOwn(own, clock, exported, (corruption) => {
    checkCorruption(own, corruption);
    return guarded(own, clock, corruption);
  });
}

/**
 * A corrupted copy of an image, as `corrupt` makes one by a built-in corruption.
 * @throws LabError `bad-option` for a severity that it doesn't have, `bad-input` with file and line
 */
export async function corruptByOwn(
  own: OwnSource,
  { strengths, corrupt }: OwnCorruption,
  image: RgbImage,
  { severity, seed, index }: { readonly severity: number; readonly seed: number; readonly index: number },
): Promise<RgbImage> {
  if (severity < 1 || severity > strengths.length) {
    throw new LabError(
      'bad-option',
      `${own.id} has no severity ${severity}.`,
      `It has the severities 1 to ${strengths.length}.`,
    );
  }
  const random = createRandomStream(seed, index, own.id, severity);
  // It may write into what it gets.
  const copy = { ...image, data: image.data.slice() };
  return requireImage(own, image, await corrupt(copy, strengths[severity - 1], random));
}
