import type { Activation, Pool } from '../../src-shared/model-reading.ts';
import type { NormLayer } from './architecture.ts';

/** Arithmetic of a ViT beyond its sizes. Most of it shows in the tensors of a checkpoint; the first three do not. */
export interface VitArithmetic {
  /** Added to the variance by every LayerNorm. */
  readonly eps: number;
  readonly activation: Activation;
  /** Input of the head: the class token, or the mean of tokens. */
  readonly pool: Pool;
  /** The last norm comes before pooling (timm's `norm`) or after it (timm's `fc_norm`). */
  readonly finalNorm: 'norm' | 'fc_norm';
  readonly classToken: boolean;
  /** Register tokens behind the class token. */
  readonly registers: number;
  /** A distillation token behind the class token, and whether a second head reads it. */
  readonly distillation: 'none' | 'token' | 'head';
  /** Whether positions are added to all tokens, or to those of patches before the others join. */
  readonly positions: 'all' | 'patches';
  /** A norm before the first block, as CLIP has it. */
  readonly preNorm: boolean;
  /** Norms of the queries and keys of each head. */
  readonly qkNorm: boolean;
  readonly layerScale: boolean;
  readonly qkvBias: boolean;
  readonly patchBias: boolean;
}

/** The ViT as it was published and as timm has it by default (docs/method.md §1). */
export const plainArithmetic: VitArithmetic = {
  eps: 1e-6,
  activation: 'gelu',
  pool: 'token',
  finalNorm: 'norm',
  classToken: true,
  registers: 0,
  distillation: 'none',
  positions: 'all',
  preNorm: false,
  qkNorm: false,
  layerScale: false,
  qkvBias: true,
  patchBias: true,
};

/** Sizes of a vision transformer in timm's layout (docs/method.md §1), and what differs from the plain one. */
export interface VitShape {
  readonly imageSize: number;
  readonly patchSize: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  readonly mlpDim: number;
  readonly classes: number;
  readonly arithmetic?: Partial<VitArithmetic>;
}

export function arithmeticOf({ arithmetic }: VitShape): VitArithmetic {
  return { ...plainArithmetic, ...arithmetic };
}

/** Tokens in front of those of the patches. */
export function prefixTokens(shape: VitShape): number {
  const { classToken, registers, distillation } = arithmeticOf(shape);
  return (classToken ? 1 : 0) + registers + (distillation === 'none' ? 0 : 1);
}

export const patchCount = ({ imageSize, patchSize }: VitShape): number => (imageSize / patchSize) ** 2;

/** Width of what the head classifies: two tokens side by side where two heads are averaged. */
export function headWidth(shape: VitShape): number {
  return arithmeticOf(shape).distillation === 'head' ? 2 * shape.dim : shape.dim;
}

/**
 * Names and shapes of the frozen weights. They are those of timm, but for the last block, whose `qkv` is held as `q` and
 * `kv`, as only tokens that are read need a query, and for the two heads of a distilled model, held as one.
 */
export function vitConstantShapes(shape: VitShape): Record<string, number[]> {
  const { patchSize, dim, depth, mlpDim, classes } = shape;
  const arithmetic = arithmeticOf(shape);
  const { registers, layerScale } = arithmetic;
  const projection = (name: string, rows: number, columns: number, bias = true): [string, number[]][] => [
    [`${name}.weight`, [rows, columns]],
    ...(bias ? [[`${name}.bias`, [rows]] as [string, number[]]] : []),
  ];
  const block = (i: number): [string, number[]][] => {
    const name = `blocks.${i}`;
    const queries: [string, number][] =
      i < depth - 1
        ? [['attn.qkv', 3 * dim]]
        : [
            ['attn.q', dim],
            ['attn.kv', 2 * dim],
          ];
    return [
      ...queries.flatMap(([part, rows]) => projection(`${name}.${part}`, rows, dim, arithmetic.qkvBias)),
      ...projection(`${name}.attn.proj`, dim, dim),
      ...projection(`${name}.mlp.fc1`, mlpDim, dim),
      ...projection(`${name}.mlp.fc2`, dim, mlpDim),
      ...(layerScale ? [1, 2].map((part): [string, number[]] => [`${name}.ls${part}.gamma`, [dim]]) : []),
    ];
  };
  const positions = patchCount(shape) + (arithmetic.positions === 'all' ? prefixTokens(shape) : 0);
  return Object.fromEntries([
    ...(arithmetic.classToken ? [['cls_token', [1, 1, dim]]] : []),
    ...(arithmetic.distillation === 'none' ? [] : [['dist_token', [1, 1, dim]]]),
    ...(registers > 0 ? [['reg_token', [1, registers, dim]]] : []),
    ['pos_embed', [1, positions, dim]],
    ...projection('patch_embed.proj', dim, 3 * patchSize * patchSize, arithmetic.patchBias),
    ...Array.from({ length: depth }, (_, i) => block(i)).flat(),
    ...projection('head', classes, headWidth(shape)),
  ] as [string, number[]][]);
}

/** The norm layers in the order of the checkpoint's modules; θ holds weight, then bias of each. */
export function vitNorms(shape: VitShape): NormLayer[] {
  const { dim, depth, heads } = shape;
  const { preNorm, qkNorm, finalNorm } = arithmeticOf(shape);
  const norm = (name: string, part: number, size = dim): NormLayer => ({ name, size, part });
  const block = (i: number): NormLayer[] => [
    norm(`blocks.${i}.norm1`, i),
    ...(qkNorm ? ['q', 'k'].map((part) => norm(`blocks.${i}.attn.${part}_norm`, i, dim / heads)) : []),
    norm(`blocks.${i}.norm2`, i),
  ];
  return [
    ...(preNorm ? [norm('norm_pre', -1)] : []),
    ...Array.from({ length: depth }, (_, i) => block(i)).flat(),
    norm(finalNorm, Infinity),
  ];
}

/** Runtimes take memory in growing blocks: about twice of what they fill was seen (ViT-B/16, ONNX Runtime). */
const blockOverhead = 2;

/**
 * About the most bytes that a forward pass holds at once for an image with so many prompt tokens: tokens, their norm,
 * queries, keys, values and attention scores of a block before and after softmax, or the two sides of its GELU.
 */
export function vitForwardBytes(shape: VitShape, prompts = 0): number {
  const { dim, heads, mlpDim } = shape;
  const tokens = patchCount(shape) + prefixTokens(shape) + prompts;
  const numbers = tokens * (2 * dim + Math.max(6 * dim + 2 * heads * tokens, 2 * mlpDim));
  return blockOverhead * Float32Array.BYTES_PER_ELEMENT * numbers;
}
