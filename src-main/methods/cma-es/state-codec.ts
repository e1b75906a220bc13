import { LabError } from '../../../src-shared/errors.ts';
import type { HostTensor, Named } from '../../engines/engine.ts';
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

const prefix = 'cma.';
const vectors = ['mean', 'covariance', 'factor', 'sigmaPath', 'covariancePath'] as const;

/** The search distribution as tensors of a method's state. */
export function encodeCma(state: CmaState): Named<HostTensor> {
  return {
    ...Object.fromEntries(vectors.map((name) => [prefix + name, packDoubles(state[name])])),
    [`${prefix}counts`]: packDoubles(Float64Array.of(state.sigma, state.updates, state.decomposedAt)),
  };
}

/** @throws LabError `internal` where the state of a method holds no search distribution */
export function decodeCma(tensors: Named<HostTensor>): CmaState {
  const read = (name: string): Float64Array => {
    const tensor = tensors[prefix + name];
    if (!tensor) throw new LabError('internal', `The state of a method has no ${prefix}${name}.`);
    return unpackDoubles(tensor);
  };
  const [sigma = NaN, updates = NaN, decomposedAt = NaN] = read('counts');
  const entries = Object.fromEntries(vectors.map((name) => [name, read(name)]));
  return { ...(entries as Record<(typeof vectors)[number], Float64Array>), sigma, updates, decomposedAt };
}
