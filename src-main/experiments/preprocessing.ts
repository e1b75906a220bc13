import { LabError } from '../../src-shared/errors.ts';
import {
  normalisationOf,
  normalisationText,
  type Normalisation,
  type NormalisationChoice,
} from '../../src-shared/normalisation.ts';
import type { Dataset, Preprocessing } from '../data/dataset.ts';
import { shortSide } from '../data/folder/framing.ts';
import type { SourceModel } from '../models/source-model.ts';

/**
 * Normalisation that a choice means for a model.
 * @param own what the model's checkpoint says; null where it says nothing
 * @throws LabError `bad-option` when the images should be normalised as the checkpoint says, and it doesn't
 */
export function requireNormalisation(choice: NormalisationChoice, own: Normalisation | null): Normalisation {
  const normalisation = normalisationOf(choice, own);
  if (normalisation) return normalisation;
  throw new LabError(
    'bad-option',
    'The checkpoint of the model does not say how its images are to be normalised.',
    'Put the config.json or preprocessor_config.json of its repository beside it, or choose half or imagenet.',
  );
}

/** How images become the tensors that a model wants. @throws LabError see `requireNormalisation` */
export function preprocessingOf(
  { imageSize, normalisation }: Pick<SourceModel, 'imageSize' | 'normalisation'>,
  choice: NormalisationChoice,
): Preprocessing {
  return { imageSize, ...requireNormalisation(choice, normalisation) };
}

const square = (side: number): string => `${side}×${side}`;

/** Processing of the images before they are normalised, by how they come. */
const framingTexts: Readonly<Record<Dataset['framing'], (side: number) => string>> = {
  whole: (side) => `${square(side)} as they are`,
  photo: (side) => `shorter side to ${shortSide(side, 'photo')} (bilinear, antialiased), centre crop ${square(side)}`,
  cropped: (side) =>
    `as stored where ${square(side)}, else shorter side to ${shortSide(side, 'cropped')} (bilinear, antialiased), centre crop`,
};

/** In words and numbers, for the record of a run. */
export function describePreprocessing({ imageSize, mean, std }: Preprocessing, framing: Dataset['framing']): string {
  return `${framingTexts[framing](imageSize)}; ${normalisationText({ mean, std })}`;
}
