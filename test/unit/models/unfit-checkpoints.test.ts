import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { float32, sizeOf, type HostTensor } from '../../../src-main/engines/engine.ts';
import { loadSourceModel, type LoadOptions } from '../../../src-main/models/load-model.ts';
import type { SourceModel } from '../../../src-main/models/source-model.ts';
import {
  goldenFolder,
  huggingFace,
  readTensors,
  scratchFolder,
  without,
  writeTensors,
  type Tensors,
} from './support.ts';

const folder = scratchFolder();
const heads = { heads: 3 };
const golden = readTensors(join(goldenFolder, 'model.safetensors'));

let written = 0;
function load(
  tensors: Tensors,
  options: LoadOptions = heads,
  metadata: Record<string, string> = {},
): Promise<SourceModel> {
  return loadSourceModel(writeTensors(join(folder, `${written++}.safetensors`), tensors, metadata), options);
}

describe('a checkpoint that does not fit', () => {
  const zeros = (...shape: number[]): HostTensor => float32(new Float32Array(sizeOf(shape)), shape);
  const gammas = (part: string): Tensors =>
    Object.fromEntries([0, 1, 2].map((i) => [`blocks.${i}.${part}.gamma`, zeros(48)]));
  const cases: [string, Tensors, string][] = [
    [
      'another model',
      { 'conv1.weight': zeros(4, 3, 3, 3) },
      "no vision transformer, ResNet or ConvNeXt: it has no tensor patch_embed.proj.weight, and the lab doesn't know its part conv1.weight",
    ],
    [
      'a flat patch embedding',
      { ...golden, 'patch_embed.proj.weight': zeros(48, 192) },
      'shape [48, 192], expected 4 axes',
    ],
    [
      'a missing weight',
      without(golden, 'blocks.1.mlp.fc2.weight'),
      'no tensor blocks.1.mlp.fc2.weight (expected shape [48, 192])',
    ],
    ['a missing norm', without(golden, 'blocks.2.norm1.weight'), 'no tensor blocks.2.norm1.weight'],
    ['a missing norm in the middle', without(golden, 'blocks.1.norm1.weight'), 'no tensor blocks.1.norm1.weight'],
    ['a missing head', without(golden, 'head.weight'), 'no classifier: it has no tensor head.weight'],
    [
      'a wrong shape',
      { ...golden, 'blocks.0.attn.proj.weight': zeros(48, 47) },
      'blocks.0.attn.proj.weight of FILE has shape [48, 47], expected [48, 48]',
    ],
    [
      'a wrong shape in the last block',
      { ...golden, 'blocks.2.attn.qkv.bias': zeros(48) },
      'has shape [48], expected [144]',
    ],
    ['a wrong norm', { ...golden, 'norm.bias': zeros(24) }, 'norm.bias of FILE has shape [24], expected [48]'],
    ['other channels', { ...golden, 'patch_embed.proj.weight': zeros(48, 1, 8, 8) }, 'expected [48, 3, 8, 8]'],
    ['a rectangular image', { ...golden, pos_embed: zeros(1, 13, 48) }, '13 positions, which is no square image'],
    ['layer scale in one block', { ...golden, 'blocks.0.ls1.gamma': zeros(48) }, 'ls1.gamma in 1 of its 3 blocks only'],
    ['half a layer scale', { ...golden, ...gammas('ls1') }, 'no tensor blocks.0.ls2.gamma'],
    ['another patch embedding', { ...golden, 'patch_embed.norm.weight': zeros(48) }, 'it has patch_embed.norm.weight'],
    ['two last norms', { ...golden, 'fc_norm.weight': zeros(48) }, 'a norm before pooling and one after it'],
    ['a gated MLP', { ...golden, 'blocks.0.mlp.fc2.weight': zeros(48, 96) }, 'a ViT with a gated MLP'],
    ['relative positions', { ...golden, 'blocks.0.attn.q_bias': zeros(48) }, 'a ViT with relative positions'],
    ['attention pooling', { ...golden, 'attn_pool.latent': zeros(1, 1, 48) }, 'pools its tokens with attention'],
    [
      "Hugging Face's DINOv2",
      { 'dinov2.encoder.layer.0.norm1.weight': zeros(48) },
      "Hugging Face's DINOv2, whose head sees class token and averaged tokens",
    ],
    [
      'a Swin transformer',
      {
        'patch_embed.proj.weight': zeros(4, 3, 4, 4),
        'layers.0.blocks.0.attn.relative_position_bias_table': zeros(9, 3),
      },
      'a Swin transformer',
    ],
    ["Hugging Face's ResNet", { 'resnet.embedder.embedder.convolution.weight': zeros(4, 3, 7, 7) }, 'a ResNet under'],
    ["Hugging Face's ConvNeXt", { 'convnext.embeddings.layernorm.weight': zeros(4) }, 'a ConvNeXt under'],
    ['half a ResNet', { 'layer1.0.conv1.weight': zeros(4, 4, 3, 3) }, 'no tensor layer1.0.conv2.weight'],
    ['a generator', { 'seq_modeling_block.W1': zeros(1, 2, 2) }, 'a meta gradient generator'],
    [
      'a part that is not known',
      { ...golden, 'blocks.0.attn.gate.weight': zeros(3) },
      "doesn't compute (it has blocks.0.attn.gate.weight)",
    ],
    [
      "a part of Hugging Face's that is not known",
      { ...huggingFace(golden, 'vit.'), 'vit.encoder.layer.0.mlp.extra': zeros(3) },
      "doesn't compute (it has encoder.layer.0.mlp.extra)",
    ],
    [
      'a missing key projection',
      without(huggingFace(golden, ''), 'encoder.layer.1.attention.attention.key.bias'),
      'query.bias but no key beside it',
    ],
    [
      'a key projection of another shape',
      { ...huggingFace(golden, ''), 'encoder.layer.1.attention.attention.key.bias': zeros(47) },
      'encoder.layer.1.attention.attention.key.bias of FILE has shape [47], expected [48]',
    ],
  ];

  it.each(cases)('%s: one sentence says what is wrong', async (name, tensors, message) => {
    const path = writeTensors(join(folder, `${name}.safetensors`), tensors);
    await expect(loadSourceModel(path, heads)).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(message.replace('FILE', path)) as string,
    });
  });

  it('integers', async () => {
    const tensors: Tensors = { ...golden, 'norm.bias': { dtype: 'int32', shape: [48], data: new Int32Array(48) } };
    await expect(load(tensors)).rejects.toMatchObject({
      message: expect.stringContaining('holds I32, not floats') as string,
    });
  });

  it('an unknown number of heads', async () => {
    await expect(load(golden, {})).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining('number of attention heads') as string,
      hint: expect.stringContaining('heads') as string,
    });
    await expect(load(golden, { heads: 5 })).rejects.toThrow('attention heads');
    await expect(load(golden, {}, { heads: '3' })).resolves.toMatchObject({ classes: 10 });
  });
});
