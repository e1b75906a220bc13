export type Provider = 'cpu' | 'webgpu' | 'cuda';

/** What the graph may contain so that every node runs on the chosen provider instead of falling back to the CPU. */
export interface Target {
  readonly provider: Provider;
  /** com.microsoft.FusedMatMul (batched products of transposed operands). */
  readonly fusedMatMul: boolean;
  readonly logSoftmax: boolean;
}

export const targets: Record<Provider, Target> = {
  cpu: { provider: 'cpu', fusedMatMul: true, logSoftmax: true },
  webgpu: { provider: 'webgpu', fusedMatMul: false, logSoftmax: false },
  cuda: { provider: 'cuda', fusedMatMul: true, logSoftmax: true },
};
