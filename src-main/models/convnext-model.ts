import type { ModelReading } from '../../src-shared/model-reading.ts';
import { normTensors, type Architecture } from './architecture.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { convnextForwardBytes, convnextFrozen, convnextNorms, type ConvnextShape } from './convnext-layout.ts';
import { convnextForward } from './convnext.ts';
import { convFacts, refuseUnknown, shapeOf } from './describe-conv.ts';
import type { CheckpointFile } from './stored-tensor.ts';

/** The tensor that identifies a ConvNeXt. */
export const convnextAnchor = 'stages.0.blocks.0.conv_dw.weight';

/** timm's names by blocks and channels of the stages. */
const names: Readonly<Record<string, string>> = {
  '3,3,9,3 96,192,384,768': 'convnext_tiny',
  '3,3,27,3 96,192,384,768': 'convnext_small',
  '3,3,27,3 128,256,512,1024': 'convnext_base',
  '3,3,27,3 192,384,768,1536': 'convnext_large',
  '3,3,27,3 256,512,1024,2048': 'convnext_xlarge',
};

/** The ConvNeXt of a checkpoint. @throws LabError `bad-checkpoint` naming the part that the lab doesn't compute */
export function describeConvnext(file: CheckpointFile, table: WeightTable, reading: ModelReading): Architecture {
  const dims: number[] = [];
  const depths: number[] = [];
  for (let stage = 0; table.has(`stages.${stage}.blocks.0.conv_dw.weight`); stage++) {
    dims.push(shapeOf(file, table, `stages.${stage}.blocks.0.conv_dw.weight`, 4)[0] ?? 0);
    let depth = 1;
    while (table.has(`stages.${stage}.blocks.${depth}.conv_dw.weight`)) depth += 1;
    depths.push(depth);
  }
  const facts = convFacts(file, reading, { eps: 1e-6, activation: 'gelu', what: 'ConvNeXt' });
  const [hidden = 0, width = 1] = shapeOf(file, table, 'stages.0.blocks.0.mlp.fc1.weight', 2);
  const shape: ConvnextShape = {
    imageSize: facts.imageSize,
    eps: facts.eps,
    classes: shapeOf(file, table, 'head.fc.weight', 2)[0] ?? 0,
    dims,
    depths,
    patch: shapeOf(file, table, 'stem.0.weight', 4)[2] ?? 0,
    kernel: shapeOf(file, table, convnextAnchor, 4)[2] ?? 0,
    expansion: hidden / width,
    layerScale: table.has('stages.0.blocks.0.gamma'),
  };
  const [norms, frozen] = [convnextNorms(shape), convnextFrozen(shape)];
  const known = new Set([...normTensors(norms).map(({ name }) => name), ...frozen.map(({ stored }) => stored.name)]);
  refuseUnknown(file, table, 'ConvNeXt', known);
  return {
    name: names[`${depths.join()} ${dims.join()}`] ?? `ConvNeXt of ${depths.join('+')} blocks, ${dims.join('/')} wide`,
    parts: [{ part: 'norm', value: 'LayerNorm', source: 'tensors' }, ...facts.parts],
    imageSize: facts.imageSize,
    classes: shape.classes,
    featureSize: dims.reduce((sum, dim) => sum + dim, 0),
    averagedHeads: false,
    norms,
    frozen,
    forward: (images, theta, weights) => convnextForward(shape, images, theta, weights),
    forwardBytes: () => convnextForwardBytes(shape),
  };
}
