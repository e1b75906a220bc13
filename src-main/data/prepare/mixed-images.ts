import { isCorruptionName } from '../../../src-shared/corruptions.ts';
import type { Sample } from '../samples.ts';
import { cleanShift } from '../shifts.ts';
import type { PreparedSource, StreamImages } from './source.ts';

/** Where a corruption is none that the lab makes, images of another dataset stay as they are. */
const asMade = (sample: Sample): Sample =>
  isCorruptionName(sample.shift.corruption) ? sample : { ...sample, shift: cleanShift };

/** The images of a stream, some of which are of another dataset. */
export async function mixedImages(
  own: StreamImages,
  others: PreparedSource,
  samples: readonly Sample[],
  imageSize: number,
): Promise<StreamImages> {
  const outliers = samples.filter(({ outlier }) => outlier).map(asMade);
  const foreign = await others.openStream(outliers, imageSize);
  return {
    async prepare(batch) {
      const [known, unknown] = await Promise.all([
        own.prepare(batch.filter(({ outlier }) => !outlier)),
        foreign.prepare(batch.filter(({ outlier }) => outlier).map(asMade)),
      ]);
      const [ownTurn, otherTurn] = [known.values(), unknown.values()];
      return batch.map(({ outlier }) => (outlier ? otherTurn : ownTurn).next().value!);
    },
    keep: async () => (await own.keep()) ?? (await foreign.keep()),
  };
}
