import type { HostTensor, Named } from '../engines/engine.ts';

/** `gml`: the paper's gradient memory layer. `lstm`: an LSTM cell in its place (Table 4 of the paper). */
export const generatorKinds = ['gml', 'lstm'] as const;
export type GeneratorKind = (typeof generatorKinds)[number];

/** How large a generator is. */
export interface MggSize {
  readonly hiddenSize: number;
  /** Always 1 for an LSTM. */
  readonly heads: number;
}

/** Weights φ^r of a meta gradient generator by their checkpoint names (docs/method.md §3). */
export interface MggWeights extends MggSize {
  readonly kind: GeneratorKind;
  readonly tensors: Named<HostTensor>;
}
