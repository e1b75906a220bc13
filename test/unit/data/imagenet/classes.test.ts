import { describe, expect, it } from 'vitest';
import { classMask, imagenetClasses } from '../../../../src-main/data/imagenet/classes.ts';

describe('the classes of ImageNet', () => {
  it('are 1,000 in the order of their ids', () => {
    const wnids = imagenetClasses().map(({ wnid }) => wnid);
    expect(wnids).toHaveLength(1000);
    expect(wnids).toEqual([...new Set(wnids)].sort());
    expect(imagenetClasses()[0]).toMatchObject({ wnid: 'n01440764', name: 'tench' });
    expect(imagenetClasses()[207]).toMatchObject({ wnid: 'n02099601', name: 'golden retriever' });
  });

  it('are 200 each in ImageNet-R and -A, some of them in both', () => {
    const r = classMask('imagenet-r');
    const a = classMask('imagenet-a');
    expect([r.length, a.length]).toEqual([200, 200]);
    expect(r.slice(0, 3)).toEqual([1, 2, 4]);
    expect(a.slice(0, 3)).toEqual([6, 11, 13]);
    expect(r.filter((label) => a.includes(label)).length).toBeGreaterThan(0);
  });
});
