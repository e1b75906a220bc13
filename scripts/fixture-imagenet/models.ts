import { join } from 'node:path';
import { benchmarkLabels } from '../../src-main/data/imagenet/classes.ts';
import { float32 } from '../../src-main/engines/engine.ts';
import { openOnnxEngine } from '../../src-main/engines/onnx/engine.ts';
import { initialTheta, initialVitWeights } from '../../src-main/models/init-vit.ts';
import { encodeVit } from '../../src-main/models/save-vit.ts';
import type { VitShape } from '../../src-main/models/vit-layout.ts';
import { knownNormalisations, normalisationText } from '../../src-shared/normalisation.ts';
import { permutation, seeded, textKey } from '../../src-shared/random.ts';
import { discriminantHead } from './discriminant.ts';
import { put } from './jpeg.ts';
import { spread, type Fixture, type ModelName } from './options.ts';
import { trainingFeatures } from './training.ts';
import { baseShape, modelOf, randomFeatureWeights, tinyShape, type VitWeights } from './vit.ts';

/** File names in the folder `models`. */
const modelFiles: Readonly<Record<ModelName, string>> = {
  tiny: 'vit_tiny_fixture.safetensors',
  base: 'vit_base_patch16_224.safetensors',
};

/** Writes the ViTs under timm's names: `<folder>/models/<file>`. */
export async function makeModels(fixture: Fixture): Promise<void> {
  for (const name of fixture.models) {
    fixture.progress(`models: ${modelFiles[name]}`);
    const shape = name === 'tiny' ? tinyShape : baseShape;
    const weights = name === 'tiny' ? await tinyWeights(fixture) : initialVitWeights(shape, fixture.seed);
    await put(join(fixture.folder, 'models', modelFiles[name]), encode(shape, weights));
  }
}

function encode(shape: VitShape, weights: VitWeights): Buffer {
  return encodeVit(shape, weights, initialTheta(shape), {
    architecture: 'vit',
    dataset: 'drawn pictures of ImageNet classes',
    normalisation: normalisationText(knownNormalisations.half),
  });
}

/** Random features with a head that was fitted to clean pictures in closed form. */
async function tinyWeights({ seed, trainingPictures, trainingClasses }: Fixture): Promise<VitWeights> {
  const weights = randomFeatureWeights(tinyShape, seed);
  const { classes, dim } = tinyShape;
  const own = spread(benchmarkLabels('imagenet'), trainingClasses);
  const order = permutation(own.length, seeded(seed, textKey('training order')));
  const labels = Array.from({ length: trainingPictures }, (_, i) => own[order[i % own.length]!]!);
  const engine = await openOnnxEngine('cpu');
  try {
    const features = await trainingFeatures(engine, modelOf(tinyShape, weights), labels, seed);
    const { weight, bias } = discriminantHead(features, classes);
    return { ...weights, 'head.weight': float32(weight, [classes, dim]), 'head.bias': float32(bias) };
  } finally {
    await engine.dispose();
  }
}
