import type { z } from 'zod';

/** A tensor in host memory, row-major; the same form as an engine's `HostTensor`. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32' | 'bool';
  readonly data: Float32Array | Int32Array | Uint8Array;
}

/** Where a run stands, with everything needed to go on from there to the same numbers. */
export interface Checkpoint {
  /** Adaptation: the shift to go on with (number of shifts when all are done). Pre-training: the epoch. */
  readonly position: number;
  /** Adaptation: the next batch of that shift. Pre-training: the next step, counted over all epochs. */
  readonly next: number;
  /** State of the method, or weights and optimiser state of pre-training. */
  readonly state: Readonly<Record<string, StoredTensor>>;
  /** Accumulators that are not rows: metrics of the current shift, seconds spent, best epoch so far. */
  readonly progress: z.core.util.JSONType;
}
