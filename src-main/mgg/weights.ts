import type { HostTensor, Named } from '../engines/engine.ts';

/** Weights of a meta gradient generator by their checkpoint names (spec §3). */
export interface MggWeights {
  readonly hiddenSize: number;
  readonly heads: number;
  readonly tensors: Named<HostTensor>;
}
