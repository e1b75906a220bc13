import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../../src-main/models/vit-shape.ts';
import type { VitShape } from '../../../src-main/models/vit-layout.ts';

describe('the name of an architecture', () => {
  const vit = (dim: number, depth: number, heads: number, patchSize = 16, imageSize = 224): VitShape => ({
    imageSize,
    patchSize,
    dim,
    depth,
    heads,
    mlpDim: 4 * dim,
    classes: 1000,
  });
  it.each<[VitShape, string]>([
    [vit(192, 12, 3), 'vit_tiny_patch16_224'],
    [vit(384, 12, 6), 'vit_small_patch16_224'],
    [vit(768, 12, 12), 'vit_base_patch16_224'],
    [vit(768, 12, 12, 32, 384), 'vit_base_patch32_384'],
    [vit(1024, 24, 16), 'vit_large_patch16_224'],
    [vit(1280, 32, 16, 14), 'vit_huge_patch14_224'],
    [vit(768, 11, 12), 'ViT 768×11, patch 16, 224 px'],
    [{ ...vit(768, 12, 12), mlpDim: 768 }, 'ViT 768×12, patch 16, 224 px'],
  ])('%o is %s', (shape, name) => {
    expect(architectureOf(shape)).toBe(name);
  });
});
