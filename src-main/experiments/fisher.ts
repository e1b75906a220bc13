import { LabError } from '../../src-shared/errors.ts';
import { float32, type Engine, type HostTensor } from '../engines/engine.ts';
import { tf } from '../engines/tfjs.ts';
import { detached, withGradient } from '../methods/gradient.ts';
import { predictedClass } from '../methods/selection.ts';
import { onBatches, type SourceModel } from '../models/source-model.ts';

/** Compiles the squared gradient of the mean cross entropy of a batch with the classes that the model predicts. */
async function compileSquaredGradient(engine: Engine, source: SourceModel, size: number) {
  const model = onBatches(source);
  const { imageSize, theta, constants } = model;
  const step = await engine.compile(
    (inputs, weights) => {
      const { gradient } = withGradient(inputs.theta, (parameters) => {
        const { logits } = model.forward(inputs.images, parameters, weights);
        const target = detached(predictedClass, logits);
        return { loss: tf.neg(tf.mean(tf.sum(tf.mul(target, tf.logSoftmax(logits)), 1))) };
      });
      return { squared: tf.square(gradient) };
    },
    {
      label: `Fisher information, batch ${size}`,
      inputs: { images: { shape: [size, 3, imageSize, imageSize], dtype: 'float32' }, theta },
      constants,
    },
  );
  return { size, step };
}

/**
 * Diagonal Fisher information of the norm parameters as EATA estimates it: the squared gradient of the *mean* cross entropy of
 * a batch, averaged over the batches; it therefore depends on the batch size.
 * @returns [n]
 * @throws LabError `bad-input` without an image
 */
export async function computeFisher(
  engine: Engine,
  model: SourceModel,
  batches: AsyncIterable<{ readonly images: Float32Array; readonly size: number }>,
): Promise<HostTensor> {
  const sum = new Float64Array(model.theta.data.length);
  let count = 0;
  let compiled: Awaited<ReturnType<typeof compileSquaredGradient>> | undefined;
  for await (const { images, size } of batches) {
    if (compiled?.size !== size) {
      await compiled?.step.dispose();
      compiled = await compileSquaredGradient(engine, model, size);
    }
    const shape = [size, 3, model.imageSize, model.imageSize];
    const { squared } = await compiled.step.run({ images: float32(images, shape), theta: model.theta });
    squared.data.forEach((value, i) => {
      sum[i] = sum[i]! + value;
    });
    count += 1;
  }
  await compiled?.step.dispose();
  if (count === 0) throw new LabError('bad-input', 'The Fisher information needs at least one source image.');
  return float32(Float32Array.from(sum, (total) => total / count));
}
