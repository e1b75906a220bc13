import type { ModelReading } from '../../src-shared/model-reading.ts';
import type { Architecture } from './architecture.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { describeVit } from './vit-model.ts';

/**
 * Finds out what model a checkpoint holds.
 * @throws LabError `bad-checkpoint` naming what the lab doesn't compute
 */
export function describeArchitecture(file: CheckpointFile, table: WeightTable, reading: ModelReading): Architecture {
  return describeVit(file, table, reading);
}
