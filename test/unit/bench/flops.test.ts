import { describe, expect, it } from 'vitest';
import { blockProducts, forwardFlops, productFlops, workFlops } from '../../../src-main/bench/flops.ts';
import { benchNets, benchShapes } from '../../../src-main/bench/task-files.ts';

const vit = benchShapes['vit-b16'];

describe('forwardFlops', () => {
  it('are twice the 17.6 billion multiplications that timm counts for ViT-B/16', () => {
    expect(forwardFlops(vit) / 2e9).toBeCloseTo(17.6, 1);
  });

  it('are those of the products with weights, of attention, of the patches and of the head', () => {
    const products = blockProducts(vit, 1).reduce((sum, product) => sum + productFlops(product), 0);
    const attention = 2 * 2 * 197 * 197 * 768;
    expect(forwardFlops(vit)).toBe(12 * (products + attention) + 2 * 196 * 768 * 768 + 2 * 768 * 1000);
  });

  it('grow with prompts', () => {
    expect(forwardFlops(vit, 3) / forwardFlops(vit)).toBeCloseTo(200 / 197, 2);
  });
});

describe('forwardFlops of convolutional networks', () => {
  it('are twice the 4.1 and 4.5 billion multiplications that timm counts', () => {
    expect(benchNets['resnet50-gn'].forwardFlops() / 2e9).toBeCloseTo(4.1, 1);
    expect(benchNets['convnext-t'].forwardFlops() / 2e9).toBeCloseTo(4.5, 1);
  });
});

describe('workFlops', () => {
  it('are those of a forward pass for each image, and as many again for a gradient of the norm layers', () => {
    expect(workFlops(benchNets['vit-b16'], 'forward', 8)).toBe(8 * forwardFlops(vit));
    expect(workFlops(benchNets['vit-b16'], 'mgtta', 8)).toBe(16 * forwardFlops(vit));
    expect(workFlops(benchNets['vit-b16'], 'spa', 8)).toBe(40 * forwardFlops(vit));
    for (const work of ['foa', 'foa_i_v1', 'foa_i_v2'] as const) {
      expect(workFlops(benchNets['vit-b16'], work, 2)).toBe(2 * 28 * forwardFlops(vit, 3));
    }
  });
});
