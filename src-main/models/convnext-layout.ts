import type { FrozenWeight, NormLayer } from './architecture.ts';

/** Sizes and arithmetic of a ConvNeXt of timm. */
export interface ConvnextShape {
  readonly imageSize: number;
  readonly classes: number;
  /** Blocks of each stage. */
  readonly depths: readonly number[];
  /** Channels of each stage. */
  readonly dims: readonly number[];
  /** Side of the patches of the stem, and of the kernels of the blocks. */
  readonly patch: number;
  readonly kernel: number;
  /** Hidden channels of a block by those that it takes. */
  readonly expansion: number;
  readonly layerScale: boolean;
  readonly eps: number;
}

const dimOf = ({ dims }: ConvnextShape, stage: number): number => dims[stage] ?? 0;

export function convnextNorms(shape: ConvnextShape): NormLayer[] {
  const { depths, dims } = shape;
  const norm = (name: string, stage: number, part: number): NormLayer => ({ name, size: dimOf(shape, stage), part });
  const stage = (depth: number, i: number): NormLayer[] => [
    ...(i > 0 ? [norm(`stages.${i}.downsample.0`, i - 1, i)] : []),
    ...Array.from({ length: depth }, (_, j) => norm(`stages.${i}.blocks.${j}.norm`, i, i)),
  ];
  return [norm('stem.1', 0, -1), ...depths.flatMap(stage), norm('head.norm', dims.length - 1, Infinity)];
}

/** All weights but those of norms, by timm's names; the classifier is called `head`. */
export function convnextFrozen(shape: ConvnextShape): FrozenWeight[] {
  const { depths, classes, dims, expansion, kernel, layerScale, patch } = shape;
  const layer = (name: string, ...extents: number[]): [string, number[]][] => [
    [`${name}.weight`, extents],
    [`${name}.bias`, extents.slice(0, 1)],
  ];
  const block = (name: string, dim: number): [string, number[]][] => [
    ...layer(`${name}.conv_dw`, dim, 1, kernel, kernel),
    ...layer(`${name}.mlp.fc1`, expansion * dim, dim),
    ...layer(`${name}.mlp.fc2`, dim, expansion * dim),
    ...(layerScale ? [[`${name}.gamma`, [dim]] as [string, number[]]] : []),
  ];
  const stage = (depth: number, i: number): [string, number[]][] => [
    ...(i > 0 ? layer(`stages.${i}.downsample.1`, dimOf(shape, i), dimOf(shape, i - 1), 2, 2) : []),
    ...Array.from({ length: depth }, (_, j) => block(`stages.${i}.blocks.${j}`, dimOf(shape, i))).flat(),
  ];
  const weights = [
    ...layer('stem.0', dimOf(shape, 0), 3, patch, patch),
    ...depths.flatMap(stage),
    ...layer('head.fc', classes, dimOf(shape, dims.length - 1)),
  ];
  return weights.map(([name, extents]) => ({
    name: name.replace(/^head\.fc\./, 'head.'),
    shape: extents,
    stored: { name, shape: extents },
    first: 0,
  }));
}

/** Runtimes take memory in growing blocks: about twice of what they fill. */
const blockOverhead = 2;

/** About the most bytes that a forward pass holds at once for an image: a block of the first stage with its two sides of GELU. */
export function convnextForwardBytes(shape: ConvnextShape): number {
  const { expansion, imageSize, patch } = shape;
  const numbers = dimOf(shape, 0) * (imageSize / patch) ** 2 * (2 + 2 * expansion);
  return blockOverhead * Float32Array.BYTES_PER_ELEMENT * numbers;
}
