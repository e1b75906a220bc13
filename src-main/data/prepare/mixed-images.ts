import { isCorruptionName } from '../../../src-shared/corruptions.ts';
import { isOwnCorruption, type OwnCorruptions } from '../corruptions/own/own-corruptions.ts';
import type { Sample } from '../samples.ts';
import { cleanShift } from '../shifts.ts';
import type { PreparedSource, StreamImages } from './source.ts';

/** Where a corruption is none that the lab makes, images of another dataset stay as they are. */
const asMade =
  (madeByOwn: OwnCorruptions) =>
  (sample: Sample): Sample => {
    const { corruption } = sample.shift;
    const isMade = isCorruptionName(corruption) || isOwnCorruption(madeByOwn, corruption);
    return isMade ? sample : { ...sample, shift: cleanShift };
  };

/** The images of a stream, some of which are of another dataset. */
export async function mixedImages(
  own: StreamImages,
  others: PreparedSource,
  samples: readonly Sample[],
  imageSize: number,
  madeByOwn: OwnCorruptions,
): Promise<StreamImages> {
  const made = asMade(madeByOwn);
  const outliers = samples.filter(({ outlier }) => outlier).map(made);
  const foreign = await others.openStream(outliers, imageSize);
  return {
    async prepare(batch) {
      const [known, unknown] = await Promise.all([
        own.prepare(batch.filter(({ outlier }) => !outlier)),
        foreign.prepare(batch.filter(({ outlier }) => outlier).map(made)),
      ]);
      const [ownTurn, otherTurn] = [known.values(), unknown.values()];
      return batch.map(({ outlier }) => (outlier ? otherTurn : ownTurn).next().value!);
    },
    keep: async () => (await own.keep()) ?? (await foreign.keep()),
  };
}
