import type { HostTensor } from '../../engines/engine.ts';
import type { CmaState } from './cma-es.ts';

/** Doubles as the halves of their bits, since tensors know no doubles: exact, and a view of the same memory. */
function packDoubles(values: Float64Array): HostTensor {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  return { dtype: 'int32', shape: [values.length, 2], data: halves };
}

function unpackDoubles({ data }: HostTensor): Float64Array {
  const aligned = data.byteOffset % 8 === 0 ? data : data.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, data.length / 2);
}

/** A search distribution as tensors of a method's state. */
export type CmaTensors = Readonly<
  Record<'mean' | 'covariance' | 'factor' | 'sigmaPath' | 'covariancePath' | 'counts', HostTensor>
>;

export function encodeCma({ mean, covariance, factor, sigmaPath, covariancePath, ...counts }: CmaState): CmaTensors {
  return {
    mean: packDoubles(mean),
    covariance: packDoubles(covariance),
    factor: packDoubles(factor),
    sigmaPath: packDoubles(sigmaPath),
    covariancePath: packDoubles(covariancePath),
    counts: packDoubles(Float64Array.of(counts.sigma, counts.updates, counts.decomposedAt)),
  };
}

export function decodeCma(tensors: CmaTensors): CmaState {
  const [sigma = NaN, updates = NaN, decomposedAt = NaN] = unpackDoubles(tensors.counts);
  return {
    mean: unpackDoubles(tensors.mean),
    covariance: unpackDoubles(tensors.covariance),
    factor: unpackDoubles(tensors.factor),
    sigmaPath: unpackDoubles(tensors.sigmaPath),
    covariancePath: unpackDoubles(tensors.covariancePath),
    sigma,
    updates,
    decomposedAt,
  };
}
