export type Provider = 'cpu' | 'webgpu' | 'cuda';

/** Limits of the graph so that every node runs on the chosen provider instead of falling back to the CPU. */
export interface Target {
  readonly provider: Provider;
  /** com.microsoft.FusedMatMul (batched products of transposed operands). */
  readonly fusedMatMul: boolean;
  /** Most tensors that one Split or Concat may touch on either side; WebGPU devices guarantee 8 buffers to a shader. */
  readonly maxParts: number;
  /** MaxPool says where in the image each largest value is. */
  readonly poolPlaces: boolean;
}

export const targets: Record<Provider, Target> = {
  cpu: { provider: 'cpu', fusedMatMul: true, maxParts: Infinity, poolPlaces: true },
  webgpu: { provider: 'webgpu', fusedMatMul: false, maxParts: 7, poolPlaces: false },
  cuda: { provider: 'cuda', fusedMatMul: true, maxParts: Infinity, poolPlaces: true },
};
