import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import * as paper from '../../../src-shared/published/paper.ts';
import { publishedAccuracy, publishedAverage } from '../../../src-shared/published/published.ts';
import { runConfigSchema, type RunConfigInput } from '../../../src-shared/run-config.ts';

const config = (changes: Partial<RunConfigInput> = {}) =>
  runConfigSchema.parse({
    dataset: { kind: 'folder', path: '/data/imagenet-c', benchmark: 'imagenet-c' },
    model: '/models/vit.safetensors',
    method: 'mgtta',
    shifts: corruptionNames.map((corruption) => ({ corruption, severity: 5 })),
    ...changes,
  });

describe('published numbers', () => {
  it('are those of Table 1 under its protocol', () => {
    expect(publishedAccuracy(config(), 'gaussian_noise', 5)).toEqual({ value: 64.5, source: 'Table 1, ViT-B/16' });
    expect(publishedAccuracy(config({ method: 'noadapt' }), 'jpeg_compression', 5)?.value).toBe(67.6);
    expect(publishedAverage(config())?.value).toBe(71.3);
  });

  it('are those of Table 3 for whole folders', () => {
    const sketch = config({
      dataset: { kind: 'folder', path: '/s', benchmark: 'imagenet-sketch' },
      shifts: [{ corruption: 'clean', severity: 0 }],
    });
    expect(publishedAccuracy(sketch, 'clean', 0)?.value).toBe(53.3);
  });

  it('are those of Table 7 for mixed shifts, and of Table 5 where Table 1 has none', () => {
    expect(publishedAccuracy(config({ order: 'mixed' }), 'mixed', 5)?.value).toBe(65.9);
    expect(publishedAverage(config({ order: 'mixed', method: 'tent' }))?.value).toBe(52.1);
    expect(publishedAverage(config({ method: 'lame' }))?.value).toBe(54.1);
  });

  it.each([
    ['another severity', () => publishedAccuracy(config(), 'fog', 3)],
    ['another batch size', () => publishedAccuracy(config({ batchSize: 8 }), 'fog', 5)],
    ['continual adaptation', () => publishedAccuracy(config({ policy: 'continual' }), 'fog', 5)],
    ['a budget', () => publishedAccuracy(config({ budgetBatches: 20 }), 'fog', 5)],
    ['other data', () => publishedAccuracy(config({ dataset: { kind: 'quickstart', split: 'test' } }), 'fog', 5)],
    ['a method that the paper does not have', () => publishedAccuracy(config({ method: 'foa_adam' }), 'fog', 5)],
    ['a corruption that the paper does not have', () => publishedAccuracy(config(), 'spatter', 5)],
    ['some of the corruptions', () => publishedAverage(config({ shifts: [{ corruption: 'fog', severity: 5 }] }))],
  ])('are not offered for %s', (_what, find) => {
    expect(find()).toBeNull();
  });

  it('agree with themselves: the average of a row of Table 1 is the one printed', () => {
    for (const row of Object.values(paper.table1)) {
      const mean = row.slice(0, 15).reduce((sum, value) => sum + value, 0) / 15;
      expect(Math.abs(mean - row[15]!)).toBeLessThan(0.1);
    }
  });
});
