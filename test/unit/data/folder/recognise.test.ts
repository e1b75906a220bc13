import { describe, expect, it } from 'vitest';
import { recognise, type FolderFeatures } from '../../../../src-main/data/folder/recognise.ts';
import { benchmarkClasses } from '../../../../src-main/data/imagenet/classes.ts';

const all = benchmarkClasses('imagenet');
const fog = [{ corruption: 'fog', severity: 5 }];
const look = (features: Partial<FolderFeatures>): string | undefined => {
  const defaults = { path: '/data/images', classes: all, examples: ['1.png'], images: 10_000, stored: null };
  return recognise({ ...defaults, ...features })?.benchmark;
};

describe('recognise', () => {
  it('takes stored corruptions of ImageNet classes for ImageNet-C', () => {
    expect(look({ stored: fog })).toBe('imagenet-c');
    expect(look({ stored: fog, classes: ['cat', 'dog'] })).toBeUndefined();
  });

  it('recognises ImageNet-R and -A by their classes, some of them missing or renamed', () => {
    for (const benchmark of ['imagenet-r', 'imagenet-a'] as const) {
      const classes = benchmarkClasses(benchmark);
      expect(look({ classes })).toBe(benchmark);
      expect(look({ classes: classes.slice(0, 190) })).toBe(benchmark);
      expect(look({ classes: ['mine', ...classes.slice(1)] })).toBe(benchmark);
    }
  });

  it('goes by the names of images, their number, and the name of the folder', () => {
    expect(look({ examples: ['ILSVRC2012_val_00000001.JPEG'] })).toBe('imagenet');
    expect(look({ examples: ['sketch_12.JPEG'] })).toBe('imagenet-sketch');
    expect(look({ images: 50_889 })).toBe('imagenet-sketch');
    expect(look({ images: 50_000 })).toBe('imagenet');
    expect(look({ path: '/data/ImageNet-Sketch/images' })).toBe('imagenet-sketch');
    expect(look({ path: '/data/ILSVRC2012/val' })).toBe('imagenet');
    const few = benchmarkClasses('imagenet-r').slice(0, 3);
    expect(look({ path: '/data/imagenet-r', classes: few })).toBe('imagenet-r');
    expect(look({ path: '/data/imagenet_r', classes: few })).toBe('imagenet-r');
    expect(look({ path: '/data/imagenet-raw', classes: few })).toBeUndefined();
    expect(look({ path: '/data/imagenet-a', classes: [all[0]!] })).toBeUndefined();
  });

  it('recognises nothing in other folders, nor in the training set', () => {
    expect(look({})).toBeUndefined();
    expect(look({ path: '/data/val', classes: ['cat', 'dog'] })).toBeUndefined();
    expect(look({ path: '/data/imagenet/val', examples: ['n01440764_10026.JPEG'] })).toBeUndefined();
    expect(look({ classes: [] })).toBeUndefined();
  });
});
