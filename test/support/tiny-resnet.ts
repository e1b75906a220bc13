import { constant, float32, sizeOf } from '../../src-main/engines/engine.ts';
import { modelOf, thetaLength } from '../../src-main/models/architecture.ts';
import type { ConvLayer, ResnetShape } from '../../src-main/models/resnet-layout.ts';
import { resnetArchitecture } from '../../src-main/models/resnet-model.ts';
import type { SourceModel } from '../../src-main/models/source-model.ts';

/** Four stages of one basic block each, for images of so many pixels. */
function tinyResnetShape(imageSize: number, classes: number, norm: ResnetShape['norm']): ResnetShape {
  const channels = 4;
  const conv = (name: string, bn: string, inputs: number, size: number, stride: number): ConvLayer => ({
    name,
    norm: bn,
    shape: [channels, inputs, size, size],
    stride,
  });
  const stages = [0, 1, 2, 3].map((stage) => {
    const name = `layer${stage + 1}.0`;
    const stride = stage === 0 ? 1 : 2;
    return [
      {
        convs: [
          conv(`${name}.conv1`, `${name}.bn1`, channels, 3, stride),
          conv(`${name}.conv2`, `${name}.bn2`, channels, 3, 1),
        ],
        ...(stage === 0 ? {} : { shortcut: conv(`${name}.downsample.0`, `${name}.downsample.1`, channels, 1, stride) }),
      },
    ];
  });
  return { imageSize, classes, stem: conv('conv1', 'bn1', 3, 7, 2), stages, norm, eps: 1e-5 };
}

/** A ResNet whose weights look random; its predictions differ from image to image. */
export function tinyResnet(kind: 'group' | 'batch', imageSize = 8, classes = 3): SourceModel {
  const norm = kind === 'batch' ? ({ kind } as const) : ({ kind, groups: 2 } as const);
  const architecture = resnetArchitecture(tinyResnetShape(imageSize, classes, norm));
  const constants = architecture.frozen.map(({ name, shape }, at) => {
    const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(12.9 * at + 78.2 * i));
    const positive = name.endsWith('running_var');
    return [name, constant(float32(positive ? values.map((value) => 1.5 + value) : values, shape))] as const;
  });
  const theta = Float32Array.from({ length: thetaLength(architecture.norms) }, (_, i) => 1 + 0.3 * Math.sin(5 * i));
  return modelOf(architecture, theta, Object.fromEntries(constants), `tiny-${kind}`);
}
