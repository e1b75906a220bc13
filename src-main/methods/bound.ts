import { LabError } from '../../src-shared/errors.ts';
import { float32, type HostTensor } from '../engines/engine.ts';
import type { BoundStep, MethodContext, SourceStatistics } from './method.ts';

/** Zeros like the flat norm parameters. */
export function zerosLike(theta: HostTensor): HostTensor {
  return float32(new Float32Array(theta.data.length));
}

export function scalar(value: number): HostTensor {
  return float32(Float32Array.of(value), []);
}

/** Prediction with the parameters of the state, the same for every method that adapts θ. */
export function predictWith(context: MethodContext): BoundStep['predict'] {
  return (images, state, constants) => {
    const { theta } = state;
    if (!theta) throw new LabError('internal', 'The state of a method has no parameters.');
    return { logits: context.model.forward(images, theta, constants).logits };
  };
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
