import type { FrozenWeight, NormLayer } from './architecture.ts';

/** A convolution [N, C, k, k], the norm behind it, and how its window moves. */
export interface ConvLayer {
  readonly name: string;
  readonly norm: string;
  readonly shape: readonly number[];
  readonly stride: number;
}

/** Convolutions that follow each other, and one beside them where the shape changes. */
interface Block {
  readonly convs: readonly ConvLayer[];
  readonly shortcut?: ConvLayer;
}

/** Sizes and arithmetic of a ResNet of timm or torchvision. */
export interface ResnetShape {
  readonly imageSize: number;
  readonly classes: number;
  readonly stem: ConvLayer;
  readonly stages: readonly (readonly Block[])[];
  readonly norm: { readonly kind: 'group'; readonly groups: number } | { readonly kind: 'batch' };
  readonly eps: number;
}

/** Channels that a convolution gives. */
export const channelsOf = ({ shape }: ConvLayer): number => shape[0] ?? 0;

/** Channels that a stage gives. */
export function stageWidth(stage: readonly Block[]): number {
  const last = stage.at(-1)?.convs.at(-1);
  return last ? channelsOf(last) : 0;
}

const headWidthOf = ({ stages }: ResnetShape): number => stageWidth(stages.at(-1) ?? []);

/** All convolutions in the order of the checkpoint's modules, with the stage that each belongs to; −1 for the stem. */
function convsOf({ stem, stages }: ResnetShape): (ConvLayer & { readonly part: number })[] {
  return [
    { ...stem, part: -1 },
    ...stages.flatMap((stage, part) =>
      stage.flatMap(({ convs, shortcut }) =>
        [...convs, ...(shortcut ? [shortcut] : [])].map((conv) => ({ ...conv, part })),
      ),
    ),
  ];
}

export function resnetNorms(shape: ResnetShape): NormLayer[] {
  return convsOf(shape).map((conv) => ({ name: conv.norm, size: channelsOf(conv), part: conv.part }));
}

/** The convolutions, the classifier, and the statistics of BatchNorms. */
export function resnetFrozen(shape: ResnetShape): FrozenWeight[] {
  const weight = (name: string, extents: readonly number[], stored = name): FrozenWeight => ({
    name,
    shape: extents,
    stored: { name: stored, shape: extents },
    first: 0,
  });
  const statistics = (conv: ConvLayer): FrozenWeight[] =>
    shape.norm.kind === 'batch'
      ? ['running_mean', 'running_var'].map((part) => weight(`${conv.norm}.${part}`, [channelsOf(conv)]))
      : [];
  return [
    ...convsOf(shape).flatMap((conv) => [weight(`${conv.name}.weight`, conv.shape), ...statistics(conv)]),
    weight('head.weight', [shape.classes, headWidthOf(shape)], 'fc.weight'),
    weight('head.bias', [shape.classes], 'fc.bias'),
  ];
}

/** Runtimes take memory in growing blocks: about twice of what they fill. */
const blockOverhead = 2;

/** About the most bytes that a forward pass holds at once for an image: what goes into a block and its widest layers. */
export function resnetForwardBytes({ imageSize, stem, stages }: ResnetShape): number {
  const stemNumbers = channelsOf(stem) * (imageSize / 2) ** 2;
  const stageNumbers = stages.map((stage, i) => stageWidth(stage) * (imageSize / 2 ** (i + 2)) ** 2);
  return blockOverhead * Float32Array.BYTES_PER_ELEMENT * 4 * Math.max(stemNumbers, ...stageNumbers);
}
