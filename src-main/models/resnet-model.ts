import { LabError } from '../../src-shared/errors.ts';
import type { ModelPart, ModelReading } from '../../src-shared/model-reading.ts';
import { normTensors, type Architecture } from './architecture.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { convFacts, refuseUnknown, shapeOf } from './describe-conv.ts';
import {
  channelsOf,
  resnetForwardBytes,
  resnetFrozen,
  resnetNorms,
  stageWidth,
  type ConvLayer,
  type ResnetShape,
} from './resnet-layout.ts';
import { resnetForward } from './resnet.ts';
import type { CheckpointFile } from './stored-tensor.ts';

/** The tensor that identifies a ResNet. */
export const resnetAnchor = 'layer1.0.conv1.weight';

const stageCount = 4;
/** timm's GroupNorms have it, and nothing in the tensors says it. */
const usualGroups = 32;

/** Blocks and stages as the tensors have them; the 3×3 convolution of the first block makes a stage smaller. */
function layersOf(file: CheckpointFile, table: WeightTable): Pick<ResnetShape, 'stem' | 'stages'> {
  const conv = (name: string, norm: string, stride: number): ConvLayer => {
    return { name, norm, shape: shapeOf(file, table, `${name}.weight`, 4), stride };
  };
  const block = (stage: number, i: number) => {
    const name = `layer${stage + 1}.${i}`;
    const count = table.has(`${name}.conv3.weight`) ? 3 : 2;
    const stride = stage > 0 && i === 0 ? 2 : 1;
    const smaller = count === 3 ? 2 : 1;
    return {
      convs: Array.from({ length: count }, (_, j) =>
        conv(`${name}.conv${j + 1}`, `${name}.bn${j + 1}`, j + 1 === smaller ? stride : 1),
      ),
      ...(table.has(`${name}.downsample.0.weight`)
        ? { shortcut: conv(`${name}.downsample.0`, `${name}.downsample.1`, stride) }
        : {}),
    };
  };
  const stages = Array.from({ length: stageCount }, (_, stage) => {
    let depth = 1;
    while (table.has(`layer${stage + 1}.${depth}.conv1.weight`)) depth += 1;
    return Array.from({ length: depth }, (_block, i) => block(stage, i));
  });
  return { stem: conv('conv1', 'bn1', 2), stages };
}

/** @throws LabError `bad-checkpoint` for convolutions in groups, and for kernels of other sizes */
function refuseOtherConvs(file: CheckpointFile, { stem, stages }: Pick<ResnetShape, 'stem' | 'stages'>): void {
  const refuse = (name: string, why: string): never => {
    const message = `${file.path} is a kind of ResNet that the lab doesn't compute: ${name} ${why}.`;
    throw new LabError('bad-checkpoint', message, 'Use one such as resnet50 or resnet50_gn of timm or torchvision.');
  };
  if (stem.shape[2] !== 7) refuse(stem.name, 'is no convolution of 7×7');
  let channels = channelsOf(stem);
  for (const { convs, shortcut } of stages.flat()) {
    let width = channels;
    for (const [i, conv] of convs.entries()) {
      const [, inputs, size] = conv.shape;
      if (inputs !== width) refuse(conv.name, `takes ${inputs ?? 0} of ${width} channels, in groups as ResNeXt has it`);
      if (size !== (convs.length === 3 && i !== 1 ? 1 : 3)) refuse(conv.name, `is a convolution of ${size}×${size}`);
      width = channelsOf(conv);
    }
    if (shortcut && shortcut.shape[2] !== 1) refuse(shortcut.name, 'is no convolution of 1×1');
    channels = width;
  }
}

/** The ResNet of a checkpoint. @throws LabError `bad-checkpoint` naming the part that the lab doesn't compute */
export function describeResnet(file: CheckpointFile, table: WeightTable, reading: ModelReading): Architecture {
  const layers = layersOf(file, table);
  const [classes = 0] = shapeOf(file, table, 'fc.weight', 2);
  const facts = convFacts(file, reading, { eps: 1e-5, activation: 'relu', what: 'ResNet' });
  const { imageSize, eps } = facts;
  const norm = table.has('bn1.running_mean')
    ? ({ kind: 'batch' } as const)
    : ({ kind: 'group', groups: usualGroups } as const);
  const shape: ResnetShape = { ...layers, imageSize, classes, norm, eps };
  const norms = resnetNorms(shape);
  const frozen = resnetFrozen(shape);
  const known = new Set([...normTensors(norms).map(({ name }) => name), ...frozen.map(({ stored }) => stored.name)]);
  refuseUnknown(file, table, 'ResNet', known, /\.num_batches_tracked$/);
  refuseOtherConvs(file, layers);
  const normPart: ModelPart =
    norm.kind === 'batch'
      ? { part: 'norm', value: 'BatchNorm', source: 'tensors' }
      : { part: 'norm', value: `GroupNorm of ${norm.groups} groups`, source: 'guess' };
  return resnetArchitecture(shape, [normPart, ...facts.parts]);
}

/** A ResNet of this shape. */
export function resnetArchitecture(shape: ResnetShape, parts: readonly ModelPart[] = []): Architecture {
  const { stages, norm, imageSize, classes } = shape;
  return {
    name: nameOf(shape),
    parts,
    imageSize,
    classes,
    featureSize: stages.reduce((sum, stage) => sum + stageWidth(stage), 0),
    averagedHeads: false,
    kinked: true,
    norms: resnetNorms(shape),
    frozen: resnetFrozen(shape),
    forward: (images, theta, weights) => resnetForward(shape, images, theta, weights),
    ...(norm.kind === 'batch'
      ? {
          batchForward: (statistics) => (images, theta, weights) =>
            resnetForward(shape, images, theta, weights, statistics),
        }
      : {}),
    forwardBytes: () => resnetForwardBytes(shape),
  };
}

/** timm's names by blocks of the stages. */
const names: Readonly<Record<string, string>> = {
  'basic 2,2,2,2': 'resnet18',
  'basic 3,4,6,3': 'resnet34',
  'bottleneck 3,4,6,3': 'resnet50',
  'bottleneck 3,4,23,3': 'resnet101',
  'bottleneck 3,8,36,3': 'resnet152',
};
const usualWidths = [256, 512, 1024, 2048];

function nameOf({ stages, norm }: ResnetShape): string {
  const depths = stages.map((stage) => stage.length);
  const widths = stages.map(stageWidth);
  const bottlenecks = stages[0]?.[0]?.convs.length === 3;
  const kind = bottlenecks ? 'bottleneck' : 'basic';
  const usual = usualWidths.map((width) => (bottlenecks ? width : width / 4));
  const known = names[`${kind} ${depths.join()}`];
  if (known !== undefined && usual.join() === widths.join()) return norm.kind === 'group' ? `${known}_gn` : known;
  return `ResNet of ${depths.join('+')} ${kind} blocks, ${widths.at(-1) ?? 0} wide`;
}
