import { describe, expect, it } from 'vitest';
import type { DatasetRecord } from '../../../../src-shared/api/data.ts';
import type { OptionSpec } from '../../../../src-shared/option-specs.ts';
import { datasetId, withinDataset } from '../../../../src-renderer/components/experiment/dataset-choice.ts';
import { parseSeeds, seedsText } from '../../../../src-renderer/components/experiment/seeds.ts';
import {
  cleanShift,
  shareOf,
  shiftsOf,
  withShifts,
} from '../../../../src-renderer/components/experiment/shift-grid.ts';
import {
  allValues,
  changedOptions,
  changedValues,
  isLogarithmic,
  optionRange,
  withOption,
} from '../../../../src-renderer/components/forms/option-values.ts';

describe('seeds', () => {
  it.each([
    ['2020', [2020]],
    ['1, 2 ,3', [1, 2, 3]],
    ['3-5', [3, 4, 5]],
    ['3 – 5; 9', [3, 4, 5, 9]],
    ['7 7', [7]],
    ['', undefined],
    ['x', undefined],
    ['5-3', undefined],
    ['1-1000', undefined],
    ['-1', undefined],
    ['1.5', undefined],
  ])('%j are read as %j', (text, seeds) => {
    expect(parseSeeds(text)).toEqual(seeds);
  });

  it.each([[[2020]], [[1, 2]], [[4, 5, 6, 7]], [[1, 3, 5]]])('%j are read back as they are written', (seeds) => {
    expect(parseSeeds(seedsText(seeds))).toEqual(seeds);
  });

  it('in a row are written as a range', () => {
    expect(seedsText([4, 5, 6])).toBe('4–6');
  });
});

describe('shifts', () => {
  it("are kept in the order of the paper's tables", () => {
    const chosen = withShifts([], [...shiftsOf(['fog', 'snow'], [5, 1]), cleanShift], true);
    expect(chosen.map(({ corruption, severity }) => `${corruption}/${severity}`)).toEqual([
      'clean/0',
      'snow/1',
      'snow/5',
      'fog/1',
      'fog/5',
    ]);
    expect(withShifts(chosen, shiftsOf(['snow'], [1, 5]), false)).toHaveLength(3);
  });

  it('are all, some or none of those asked for', () => {
    const chosen = shiftsOf(['fog'], [1, 2]);
    expect(shareOf(chosen, shiftsOf(['fog'], [1]))).toBe('all');
    expect(shareOf(chosen, shiftsOf(['fog'], [2, 3]))).toBe('some');
    expect(shareOf(chosen, shiftsOf(['snow'], [1]))).toBe('none');
  });
});

describe('options', () => {
  const lr: OptionSpec = {
    name: 'lr',
    kind: 'number',
    label: 'Rate',
    help: '',
    symbol: 'η',
    default: 0.1,
    exclusiveMinimum: 0,
  };
  const limit: OptionSpec = {
    name: 'limit',
    kind: 'integer',
    label: 'Limit',
    help: '',
    default: null,
    minimum: 1,
    maximum: 9,
    nullMeans: 'none',
    unit: 's',
  };

  it('leave the record when they go back to their default', () => {
    const changed = withOption({}, lr, 0.2);
    expect(changed).toEqual({ lr: 0.2 });
    expect(withOption(changed, lr, 0.1)).toEqual({});
  });

  it('are recognised by their differences', () => {
    expect(changedOptions([lr, limit], { lr: 1e-5, limit: 3 })).toEqual(['η 1e-5', 'Limit 3 s']);
    expect(changedOptions([lr, limit], {})).toEqual([]);
  });

  it('are all there with those left at their defaults, and only those that differ without them', () => {
    expect(allValues([lr, limit], { lr: 0.2 })).toEqual({ lr: 0.2, limit: null });
    expect(changedValues([lr, limit], { lr: 0.2, limit: null, other: 1 })).toEqual({ lr: 0.2 });
    expect(changedValues([lr, limit], { limit: 3 })).toEqual({ limit: 3 });
  });

  it('have a range', () => {
    expect(optionRange(lr)).toBe('> 0');
    expect(optionRange(limit)).toBe('1 – 9');
    expect([isLogarithmic(lr), isLogarithmic(limit)]).toEqual([true, false]);
  });
});

describe('the dataset of a configuration', () => {
  const record = (id: string, path: string, source?: string): DatasetRecord =>
    ({ id, config: { kind: 'folder', path, ...(source === undefined ? {} : { source }) } }) as DatasetRecord;

  it('is found by its folder, rather with the same clean images', () => {
    const records = [record('a', '/x'), record('b', '/x', '/clean'), record('c', '/y')];
    expect(datasetId(records, { kind: 'folder', path: '/x', source: '/clean' })).toBe('b');
    expect(datasetId(records, { kind: 'folder', path: '/x', source: '/other' })).toBe('a');
    expect(datasetId(records, { kind: 'folder', path: '/z' })).toBeUndefined();
  });
});

describe('images per shift', () => {
  it('are no more than the dataset has', () => {
    expect(withinDataset({ images: 1000, batchSize: 8 }, 40)).toEqual({ batchSize: 8 });
    expect(withinDataset({ images: 40 }, 40)).toEqual({ images: 40 });
    expect(withinDataset({}, 40)).toEqual({});
  });
});
