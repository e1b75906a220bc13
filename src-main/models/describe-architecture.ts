import type { ModelReading } from '../../src-shared/model-reading.ts';
import type { Architecture } from './architecture.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { convnextAnchor, describeConvnext } from './convnext-model.ts';
import { describeResnet, resnetAnchor } from './resnet-model.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import { describeVit } from './vit-model.ts';

/**
 * Finds out what model a checkpoint holds.
 * @throws LabError `bad-checkpoint` naming the part that the lab doesn't compute
 */
export function describeArchitecture(file: CheckpointFile, table: WeightTable, reading: ModelReading): Architecture {
  if (table.has(resnetAnchor)) return describeResnet(file, table, reading);
  if (table.has(convnextAnchor)) return describeConvnext(file, table, reading);
  return describeVit(file, table, reading);
}
