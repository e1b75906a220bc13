import { LabError } from '../../src-shared/errors.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { inEveryBlock, refuseForeign, useInstead } from './known-tensors.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import type { VitArithmetic, VitShape } from './vit-layout.ts';

/** The properties of a ViT that its tensors decide: everything but heads, eps, activation and sometimes pooling. */
export interface TensorFacts {
  readonly sizes: Pick<VitShape, 'patchSize' | 'dim' | 'depth' | 'mlpDim' | 'classes'>;
  readonly structure: Omit<VitArithmetic, 'eps' | 'activation' | 'pool' | 'positions'>;
  /** Rows of the position embedding. */
  readonly positionRows: number;
  /** Tokens in front of the patches. */
  readonly prefix: number;
}

/** A tensor that every ViT has. */
const firstTensor = 'patch_embed.proj.weight';

function nameOfFirst(table: WeightTable): string {
  return table.keys().next().value ?? '(it is empty)';
}

function shapeOf(file: CheckpointFile, table: WeightTable, name: string, rank: number): readonly number[] {
  const weight = table.get(name);
  if (weight?.shape.length === rank) return weight.shape;
  const missing =
    name === 'head.weight'
      ? `${file.path} has no classifier: it has no tensor ${name}.`
      : name === firstTensor
        ? `${file.path} is no vision transformer, ResNet or ConvNeXt: it has no tensor ${name}, and the lab doesn't know its part ${nameOfFirst(table)}.`
        : `${file.path} is a kind of vision transformer that the lab doesn't compute: it has no tensor ${name}.`;
  throw new LabError(
    'bad-checkpoint',
    weight ? `Tensor ${name} of ${file.path} has shape [${weight.shape.join(', ')}], expected ${rank} axes.` : missing,
    name === 'head.weight' ? 'Use a checkpoint that was trained or fine-tuned for classification.' : useInstead,
  );
}

function finalNormOf(file: CheckpointFile, table: WeightTable): VitArithmetic['finalNorm'] {
  const [before, after] = [table.has('norm.weight'), table.has('fc_norm.weight')];
  if (before && after) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} has a norm before pooling and one after it, which the lab doesn't compute (norm and fc_norm).`,
      useInstead,
    );
  }
  return after ? 'fc_norm' : 'norm';
}

/**
 * Reads the sizes and the structure of the ViT in a checkpoint out of the names and shapes of its tensors.
 * @throws LabError `bad-checkpoint` naming what else the file holds
 */
export function tensorFacts(file: CheckpointFile, table: WeightTable): TensorFacts {
  refuseForeign(file, table);
  const [dim = 0, , patchSize = 0] = shapeOf(file, table, firstTensor, 4);
  const [, positionRows = 0] = shapeOf(file, table, 'pos_embed', 3);
  const [classes = 0] = shapeOf(file, table, 'head.weight', 2);
  const [mlpDim = 0] = shapeOf(file, table, 'blocks.0.mlp.fc1.weight', 2);
  const blocks = [...table.keys()].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1));
  const depth = 1 + Math.max(...blocks);
  const [, hidden] = table.get('blocks.0.mlp.fc2.weight')?.shape ?? [];
  if (hidden !== undefined && 2 * hidden === mlpDim) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is a ViT with a gated MLP, which the lab doesn't compute.`,
      useInstead,
    );
  }
  const everywhere = (part: string): boolean => inEveryBlock(file, table, depth, part);
  const classToken = table.has('cls_token');
  const registers = table.get('reg_token')?.shape[1] ?? 0;
  const distilled = table.has('dist_token');
  return {
    sizes: { patchSize, dim, depth, mlpDim, classes },
    structure: {
      finalNorm: finalNormOf(file, table),
      classToken,
      registers,
      distillation: distilled ? (table.has('head_dist.weight') ? 'head' : 'token') : 'none',
      preNorm: table.has('norm_pre.weight'),
      qkNorm: everywhere('attn.q_norm.weight'),
      layerScale: everywhere('ls1.gamma'),
      qkvBias: everywhere('attn.qkv.bias'),
      patchBias: table.has('patch_embed.proj.bias'),
    },
    positionRows,
    prefix: (classToken ? 1 : 0) + registers + (distilled ? 1 : 0),
  };
}

/** timm's names of sizes: channels, blocks, heads. */
const sizes: readonly (readonly [string, number, number, number])[] = [
  ['tiny', 192, 12, 3],
  ['small', 384, 12, 6],
  ['base', 768, 12, 12],
  ['large', 1024, 24, 16],
  ['huge', 1280, 32, 16],
];

/** As timm calls it, e.g. `vit_base_patch16_224`, where it is one of those; else in numbers. */
export function architectureOf({ dim, depth, heads, mlpDim, patchSize, imageSize }: VitShape, variant = ''): string {
  const known = sizes.find(([, channels, blocks, count]) => channels === dim && blocks === depth && count === heads);
  if (known && mlpDim === 4 * dim && variant === '') return `vit_${known[0]}_patch${patchSize}_${imageSize}`;
  return [`ViT ${dim}×${depth}, patch ${patchSize}, ${imageSize} px`, variant].filter(Boolean).join(', ');
}
