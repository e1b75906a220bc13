import { describe, expect, it } from 'vitest';
import { configure, configurePretraining } from '../../../src-main/runs/configure.ts';

const input = { dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'noadapt' } as const;
const fog = { corruption: 'fog', severity: 5 };

describe('lists that mean sets', () => {
  it('of classes are sorted, with each class once', async () => {
    const { config } = await configure({ ...input, shifts: [fog], classMask: [7, 2, 7, 2, 0] });
    expect(config.classMask).toEqual([0, 2, 7]);
  });

  it('of shifts are refused where one is listed twice', async () => {
    const refused = { code: 'bad-option', message: 'fog/5 is listed twice.' };
    await expect(configure({ ...input, shifts: [fog, fog] })).rejects.toMatchObject(refused);
    await expect(configure({ ...input, shifts: [fog, fog], order: 'mixed' })).rejects.toMatchObject(refused);
    const { method: _method, ...data } = input;
    expect(() => configurePretraining({ ...data, shifts: [fog, fog] })).toThrow(refused.message);
  });
});

describe('a setting that takes no part', () => {
  it('is as by default, so that the run is known again', async () => {
    const shuffled = await configure({ ...input, shifts: [fog], concentration: 3 });
    expect(shuffled.config).toEqual((await configure({ ...input, shifts: [fog] })).config);
    const ordered = await configure({ ...input, shifts: [fog], labelOrder: 'dirichlet', concentration: 3 });
    expect(ordered.config).toMatchObject({ labelOrder: 'dirichlet', concentration: 3 });
    expect((await configure({ ...input, shifts: [fog], replacement: true })).config.replacement).toBe(false);
    const drawn = await configure({ ...input, shifts: [fog], replacement: true, imbalanceRatio: 9 });
    expect(drawn.config.replacement).toBe(true);
  });
});
