import type { EmbeddedModel } from '../../src-main/platform/package-root.ts';
import type { VitShape } from '../../src-main/models/vit-layout.ts';

/** Shape of an embedded source model, and for how long it is trained. */
interface SourceRecipe {
  readonly shape: VitShape;
  /** Passes over the training images unless another number is asked for. */
  readonly epochs: number;
}

const images = { imageSize: 32, classes: 10 } as const;

/** The second is another one in all that a generator could notice: patches, width, depth, and so how many norm parameters there are. */
export const sourceRecipes: Readonly<Record<EmbeddedModel, SourceRecipe>> = {
  quickstart: { shape: { ...images, patchSize: 4, dim: 96, depth: 4, heads: 3, mlpDim: 384 }, epochs: 14 },
  'quickstart-small': { shape: { ...images, patchSize: 8, dim: 64, depth: 3, heads: 4, mlpDim: 256 }, epochs: 8 },
};

/** @throws Error listing the models */
export function sourceRecipe(model: string): SourceRecipe {
  const found = Object.entries(sourceRecipes).find(([name]) => name === model);
  if (found) return found[1];
  throw new Error(`There is no shape '${model}'; there are ${Object.keys(sourceRecipes).join(', ')}.`);
}
