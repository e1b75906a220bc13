import type { Preprocessing } from '../data/dataset.ts';
import type { SourceModel } from '../models/source-model.ts';

/** Mean and std per channel of the ViTs of the lab, timm's augreg checkpoints among them (spec §1). */
const half = [0.5, 0.5, 0.5] as const;

/** How images become the tensors that a model wants. */
export function preprocessingOf({ imageSize }: Pick<SourceModel, 'imageSize'>): Preprocessing {
  return { imageSize, mean: half, std: half };
}

/** In words and numbers, for the record of a run. */
export function describePreprocessing({ imageSize, mean, std }: Preprocessing): string {
  return `${imageSize}×${imageSize}, mean ${mean.join(' ')}, std ${std.join(' ')}`;
}
