import { LabError } from '../../src-shared/errors.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { foreignModel } from './foreign-models.ts';
import type { CheckpointFile } from './stored-tensor.ts';
import type { VitShape } from './vit.ts';

const useInstead =
  'Use a plain ViT such as vit_base_patch16_224 or deit_base_patch16_224, under the names of timm or Hugging Face.';

/** Tensors of a block that the forward pass knows. */
const knownInBlock = /^blocks\.\d+\.(?:norm[12]|attn\.qkv|attn\.proj|mlp\.fc[12])\.(?:weight|bias)$/;
const inBlock = /^(?:blocks|encoder\.layer)\.\d+\./;

function refuseForeign(file: CheckpointFile, table: WeightTable): void {
  const foreign = foreignModel(file.tensors.keys());
  if (foreign) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is no vision transformer that the lab computes: it is ${foreign.what} (it has ${foreign.sign}).`,
      useInstead,
    );
  }
  const unknown = [...table.keys()].find((name) => inBlock.test(name) && !knownInBlock.test(name));
  if (unknown === undefined || !table.has('patch_embed.proj.weight')) return;
  throw new LabError(
    'bad-checkpoint',
    `${file.path} is a kind of ViT that the lab doesn't compute (it has ${unknown}).`,
    useInstead,
  );
}

function shapeOf(file: CheckpointFile, table: WeightTable, name: string, rank: number): readonly number[] {
  const weight = table.get(name);
  if (weight?.shape.length === rank) return weight.shape;
  const missing =
    name === 'head.weight'
      ? `${file.path} has no classifier: it has no tensor ${name}.`
      : `${file.path} is no vision transformer: it has no tensor ${name}.`;
  throw new LabError(
    'bad-checkpoint',
    weight ? `Tensor ${name} of ${file.path} has shape [${weight.shape.join(', ')}], expected ${rank} axes.` : missing,
    name === 'head.weight' ? 'Use a checkpoint that was trained or fine-tuned to tell classes apart.' : useInstead,
  );
}

/** Heads of ViTs whose heads are not 64 wide, by width. */
const wideHeads: Readonly<Record<number, number>> = { 1280: 16, 1408: 16, 1664: 16 };

function headCount(file: CheckpointFile, dim: number, heads: number | undefined): number {
  const count = heads ?? Number(file.metadata['heads'] ?? wideHeads[dim] ?? dim / 64);
  if (Number.isInteger(count) && count > 0 && dim % count === 0) return count;
  throw new LabError(
    'bad-checkpoint',
    `The number of attention heads of ${file.path} is unknown: ${dim} channels can't be split into ${count} heads.`,
    'Write it into the metadata of the file as "heads".',
  );
}

/**
 * The sizes of the ViT in a checkpoint.
 * @param heads attention heads, where the checkpoint doesn't say and they are not as usual
 * @throws LabError `bad-checkpoint` naming what else the file holds
 */
export function detectShape(file: CheckpointFile, table: WeightTable, heads: number | undefined): VitShape {
  refuseForeign(file, table);
  const [dim = 0, , patchSize = 0] = shapeOf(file, table, 'patch_embed.proj.weight', 4);
  const [, tokens = 0] = shapeOf(file, table, 'pos_embed', 3);
  const [classes = 0] = shapeOf(file, table, 'head.weight', 2);
  const [mlpDim = 0] = shapeOf(file, table, 'blocks.0.mlp.fc1.weight', 2);
  const blocks = [...table.keys()].map((name) => Number(/^blocks\.(\d+)\./.exec(name)?.[1] ?? -1));
  const depth = 1 + Math.max(...blocks);
  const side = Math.round(Math.sqrt(tokens - 1));
  if (side * side !== tokens - 1) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} has ${tokens} positions, which is no square image and a class token.`,
      useInstead,
    );
  }
  const imageSize = side * patchSize;
  return { imageSize, patchSize, dim, depth, heads: headCount(file, dim, heads), mlpDim, classes };
}

/** timm's names of sizes: channels, blocks, heads. */
const sizes: readonly (readonly [string, number, number, number])[] = [
  ['tiny', 192, 12, 3],
  ['small', 384, 12, 6],
  ['base', 768, 12, 12],
  ['large', 1024, 24, 16],
  ['huge', 1280, 32, 16],
];

/** As timm calls it, e.g. `vit_base_patch16_224`, where the sizes are those of one; else in numbers. */
export function architectureOf({ dim, depth, heads, mlpDim, patchSize, imageSize }: VitShape): string {
  const known = sizes.find(([, channels, blocks, count]) => channels === dim && blocks === depth && count === heads);
  if (known && mlpDim === 4 * dim) return `vit_${known[0]}_patch${patchSize}_${imageSize}`;
  return `ViT ${dim}×${depth}, patch ${patchSize}, ${imageSize} px`;
}
