import { LabError } from '../../src-shared/errors.ts';
import { float32, type HostTensor, type Named } from '../engines/engine.ts';
import { linear } from '../engines/fused-ops.ts';
import { tf, type Tensor } from '../engines/tfjs.ts';
import { need } from '../engines/tree.ts';
import type { SourceModel } from '../models/source-model.ts';
import type { BoundStep, MethodContext, SourceStatistics } from './method.ts';

/** Zeros like the flat norm parameters. */
export function zerosLike(theta: HostTensor): HostTensor {
  return float32(new Float32Array(theta.data.length));
}

export function scalar(value: number): HostTensor {
  return float32(Float32Array.of(value), []);
}

/** Prediction with the parameters of the state, the same for every method that adapts θ. */
export function predictWith({ model }: Pick<MethodContext, 'model'>): BoundStep<{ readonly theta: Tensor }>['predict'] {
  return (images, { theta }, constants) => ({ logits: model.forward(images, theta, constants).logits });
}

/** Source statistics under the names that the tensor functions use. */
export function statisticsConstants(
  context: MethodContext,
  method: string,
): Record<'source.std' | 'source.mean', HostTensor> {
  const statistics: SourceStatistics | undefined = context.statistics;
  if (!statistics) throw new LabError('bad-input', `${method} needs statistics of the source images.`);
  return { 'source.std': statistics.std, 'source.mean': statistics.mean };
}

/** Width D of the features that the head classifies. */
export function lastFeatureWidth({ constants }: SourceModel): number {
  const width = constants['head.weight']?.shape[1];
  if (width === undefined) throw new LabError('internal', 'The model has no linear head.');
  return width;
}

/** Logits of features [B, D] that the head classifies. */
export function classify(features: Tensor, constants: Named<Tensor>): Tensor {
  const weight = need(constants, 'head.weight');
  return linear(features, weight, constants['head.bias'] ?? tf.zeros([weight.shape[0]]));
}

/** Weights of the classifier, a row [D] for each class. */
export function classifierRows({ constants, classes }: SourceModel): Float32Array[] {
  const weight = constants['head.weight']?.read();
  if (!weight) throw new LabError('internal', 'The model has no linear head.');
  const width = weight.length / classes;
  return Array.from(
    { length: classes },
    (_, label) => weight.slice(label * width, (label + 1) * width) as Float32Array,
  );
}

/** Shape of the model's prompts. @throws LabError `bad-input` for a model without prompts */
export function promptsOf(model: SourceModel, method: string): NonNullable<SourceModel['prompts']> {
  if (model.prompts) return model.prompts;
  const message = `${method} adapts prompts, tokens beside those of the image, and ${model.architecture} has no tokens.`;
  throw new LabError('bad-input', message, 'Choose a transformer, or another method.');
}

/** The features that the head classifies, [B, D], out of those of all blocks. */
export function lastFeatures(model: SourceModel, features: Tensor): Tensor {
  const width = lastFeatureWidth(model);
  const [batch = 1, all = width] = features.shape;
  return tf.slice(features, [0, all - width], [batch, width]);
}
