import { centreWindow } from '../../src-main/data/folder/decode.ts';
import { resizeAndCrop } from '../../src-main/data/folder/resize.ts';
import { createNormaliser } from '../../src-main/data/normalise.ts';
import { float32, type Engine, type HostTensor } from '../../src-main/engines/engine.ts';
import type { SourceModel } from '../../src-main/models/source-model.ts';
import { knownNormalisations } from '../../src-shared/normalisation.ts';
import { seeded, textKey } from '../../src-shared/random.ts';
import { drawPicture } from './draw.ts';
import type { LabelledFeatures } from './discriminant.ts';
import { lookOf } from './looks.ts';
import { photo } from './styles.ts';

const batchSize = 50;
/** Small photographs, upright and lying ones in turn. */
const photoSizes = [
  { width: 320, height: 256 },
  { width: 256, height: 320 },
] as const;

/** Input of a model's head for pictures drawn like the validation images, but other ones: [N, D] and labels. */
export async function trainingFeatures(
  engine: Engine,
  model: SourceModel,
  labels: readonly number[],
  seed: number,
): Promise<LabelledFeatures> {
  const { imageSize } = model;
  const shape = [batchSize, 3, imageSize, imageSize];
  const { theta, constants } = model;
  const step = await engine.compile(
    (inputs, weights) => ({
      features: model.forward(inputs.images, inputs.theta, weights).features,
    }),
    { label: 'features', inputs: { images: { shape, dtype: 'float32' }, theta }, constants },
  );
  const dim = model.normParameters.at(-1)!.size;
  const features = new Float64Array(labels.length * dim);
  for (let first = 0; first < labels.length; first += batchSize) {
    const part = labels.slice(first, first + batchSize);
    const result = await step.run({ images: drawBatch(part, first, shape, seed), theta });
    const values = result.features.data;
    // The last of the class tokens' features is what the head is applied to.
    part.forEach((_, i) => {
      const end = (i + 1) * model.featureSize;
      features.set(values.subarray(end - dim, end), (first + i) * dim);
    });
  }
  await step.dispose();
  return { features, labels, dim };
}

function drawBatch(labels: readonly number[], first: number, shape: readonly number[], seed: number): HostTensor {
  const [, , imageSize = 0] = shape;
  const normalise = createNormaliser(knownNormalisations.half);
  const values = 3 * imageSize ** 2;
  const images = new Float32Array(batchSize * values);
  labels.forEach((label, i) => {
    const random = seeded(seed, textKey('training'), first + i);
    const picture = drawPicture(lookOf(label), photo, photoSizes[i % 2]!, random);
    const { data } = resizeAndCrop(picture, centreWindow(picture.width, picture.height, imageSize));
    normalise(data, images, i * values);
  });
  return float32(images, shape);
}
