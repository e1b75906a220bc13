import { describe, expect, it } from 'vitest';
import { settingFacts } from '../../../../src-renderer/components/run/facts.ts';
import { unusedSettings } from '../../../../src-shared/unused-settings.ts';
import { doneRun } from '../../shared/comparison/support.ts';

const keysOf = (...[config]: Parameters<typeof doneRun>[2][]): string[] =>
  settingFacts(doneRun('a', { fog: 0.5, snow: 0.5 }, config).run).map(({ key }) => key);

describe('the settings on the page of a run', () => {
  it('leave out what others leave without effect', () => {
    const dependent = ['Concentration', 'With replacement', 'Open-world share', 'Cost of a step'];
    expect(keysOf({}).filter((key) => dependent.includes(key))).toEqual([]);
    const all = { labelOrder: 'dirichlet', imbalanceRatio: 5, oodFolder: '/other', speed: 'given' } as const;
    expect(keysOf(all)).toEqual(expect.arrayContaining(dependent));
  });

  it('have the order of shifts where there are several streams', () => {
    expect(keysOf({})).toContain('Order of shifts');
    expect(keysOf({ order: 'mixed' })).not.toContain('Order of shifts');
    const one = { ...doneRun('a', { fog: 0.5 }).run.config };
    expect(unusedSettings(one)).toContain('shiftOrder');
  });
});
