import { LabError } from '../../src-shared/errors.ts';
import type { WeightTable } from './checkpoint-tensors.ts';
import { foreignModel } from './foreign-models.ts';
import type { CheckpointFile } from './stored-tensor.ts';

export const useInstead =
  'Use a ViT such as vit_base_patch16_224, a ResNet such as resnet50_gn or a ConvNeXt; docs/models.md lists what the lab computes.';

/** Tensors of a block that the forward pass knows. */
const knownInBlock =
  /^blocks\.\d+\.(?:(?:norm[12]|attn\.(?:qkv|proj|q_norm|k_norm)|mlp\.fc[12])\.(?:weight|bias)|ls[12]\.gamma)$/;
const inBlock = /^(?:blocks|encoder\.layers?)\./;

/** Tensors beside the blocks that the forward pass knows, or that belong to a training and not to the classifier. */
const knownOutside =
  /^(?:cls_token|dist_token|reg_token|pos_embed|(?:patch_embed\.proj|norm|fc_norm|norm_pre|head|head_dist)\.(?:weight|bias)|(?:embeddings\.)?mask_token)$/;
/** Where a tensor that is not known would change what the model computes. */
const outside =
  /^(?:embeddings|patch_embed|pos_|cls_|reg_|dist_|norm|fc_norm|layernorm|head|class_token|conv_proj|encoder)/;

/**
 * Refuses what computes something else than the lab's ViT, by its name where it has one.
 * @throws LabError `bad-checkpoint`
 */
export function refuseForeign(file: CheckpointFile, table: WeightTable): void {
  const foreign = foreignModel(file.tensors.keys());
  if (foreign) {
    throw new LabError(
      'bad-checkpoint',
      `${file.path} is no vision transformer that the lab computes: it is ${foreign.what} (it has ${foreign.sign}).`,
      useInstead,
    );
  }
  if (!table.has('patch_embed.proj.weight')) return;
  const unknown = [...table.keys()].find((name) =>
    inBlock.test(name) ? !knownInBlock.test(name) : outside.test(name) && !knownOutside.test(name),
  );
  if (unknown === undefined) return;
  throw new LabError(
    'bad-checkpoint',
    `${file.path} is a kind of ViT that the lab doesn't compute (it has ${unknown}).`,
    useInstead,
  );
}

/** @throws LabError `bad-checkpoint` when some blocks have the tensor and others don't */
export function inEveryBlock(file: CheckpointFile, table: WeightTable, depth: number, part: string): boolean {
  const having = Array.from({ length: depth }, (_, i) => i).filter((i) => table.has(`blocks.${i}.${part}`));
  if (having.length === 0 || having.length === depth) return having.length === depth;
  throw new LabError(
    'bad-checkpoint',
    `${file.path} has ${part} in ${having.length} of its ${depth} blocks only, which the lab doesn't compute.`,
    useInstead,
  );
}
