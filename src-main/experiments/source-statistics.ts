import { LabError } from '../../src-shared/errors.ts';
import type { ImageStream } from '../data/stream.ts';
import { float32, type Engine } from '../engines/engine.ts';
import type { SourceStatistics } from '../methods/method.ts';
import type { SourceModel } from '../models/source-model.ts';

/** Images per forward pass; the result doesn't depend on it. */
export const statisticsBatchSize = 32;

/** Compiles the CLS features of a batch of `size` images. */
async function compileFeatures(engine: Engine, model: SourceModel, size: number) {
  const { imageSize, theta, constants } = model;
  const step = await engine.compile(
    (inputs, weights) => ({ features: model.forward(inputs.images, inputs.theta, weights).features }),
    {
      label: `source features, batch ${size}`,
      inputs: { images: { shape: [size, 3, imageSize, imageSize], dtype: 'float32' }, theta },
      constants,
    },
  );
  return { size, step };
}

/**
 * Mean and unbiased standard deviation over all images of a stream of the source model's CLS features (docs/method.md §2).
 * Sums are kept in double precision around the first image's features, so that nothing cancels.
 * @throws LabError `bad-input` with fewer than two images
 */
export async function computeSourceStatistics(
  engine: Engine,
  model: SourceModel,
  stream: ImageStream,
): Promise<SourceStatistics> {
  const width = model.featureSize;
  const [sum, squares] = [new Float64Array(width), new Float64Array(width)];
  let origin: Float32Array | undefined;
  let count = 0;
  let compiled: Awaited<ReturnType<typeof compileFeatures>> | undefined;
  for await (const { images, size } of stream.batches()) {
    if (compiled?.size !== size) {
      await compiled?.step.dispose();
      compiled = await compileFeatures(engine, model, size);
    }
    const shape = [size, 3, model.imageSize, model.imageSize];
    const { features } = await compiled.step.run({ images: float32(images, shape), theta: model.theta });
    const values = features.data as Float32Array;
    origin ??= values.slice(0, width);
    for (let i = 0; i < values.length; i++) {
      const j = i % width;
      const deviation = (values[i] ?? NaN) - (origin[j] ?? NaN);
      sum[j] = (sum[j] ?? 0) + deviation;
      squares[j] = (squares[j] ?? 0) + deviation * deviation;
    }
    count += size;
  }
  await compiled?.step.dispose();
  if (count < 2) throw new LabError('bad-input', 'Source statistics need at least two images.');
  const mean = Float32Array.from(sum, (total, j) => (origin?.[j] ?? 0) + total / count);
  const std = Float32Array.from(squares, (total, j) =>
    Math.sqrt(Math.max(0, (total - (sum[j] ?? 0) ** 2 / count) / (count - 1))),
  );
  return { std: float32(std), mean: float32(mean) };
}
