import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { filterOf, type FilterField } from '../../../../src-shared/runs/filter.ts';
import { readFilterText, withCondition } from '../../../../src-shared/runs/filter-text.ts';
import { readDuration, readNumber, readPeriod } from '../../../../src-shared/runs/filter-values.ts';

interface Item {
  readonly name: string;
  readonly lr: number | null;
  readonly accuracy: number | null;
  readonly images: number | 'all';
  readonly time: number;
  readonly created: string;
}

const item = (name: string, changes: Partial<Item> = {}): Item => ({
  ...{ name, lr: 0.001, accuracy: 57.24, images: 'all', time: 90, created: '2026-11-20T12:00:00' },
  ...changes,
});
const items = [
  item('NoAdapt', { lr: null, accuracy: 42, created: '2026-11-01T12:00:00' }),
  item('TENT', { lr: 0.01, accuracy: null, images: 500, time: 4000 }),
  item('MGTTA'),
];
const fields: readonly FilterField<Item>[] = [
  { names: ['name'], kind: 'text', measured: false, read: ({ name }) => name },
  { names: ['lr', 'Learning rate'], kind: 'number', measured: false, read: ({ lr }) => lr },
  { names: ['accuracy', 'acc'], kind: 'number', measured: true, read: ({ accuracy }) => accuracy },
  { names: ['images'], kind: 'number', measured: false, read: ({ images }) => images },
  { names: ['time'], kind: 'duration', measured: true, read: ({ time }) => time },
  { names: ['created'], kind: 'time', measured: false, read: ({ created }) => created },
];
const filter = (text: string) => filterOf(text, fields, ({ name }) => name.toLowerCase());
const found = (text: string) => items.filter(filter(text).matches).map(({ name }) => name);

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-22T15:00:00') }));
afterEach(() => void vi.useRealTimers());

describe('filterOf', () => {
  it.each([
    ['lr<=1e-3', ['MGTTA']],
    ['lr ≤ 0.001', ['MGTTA']],
    ['lr > 1e-3', ['TENT']],
    ['lr=none', ['NoAdapt']],
    ['"lr"', []],
    ['learning-rate>=1e-2', ['TENT']],
    ['accuracy > 50', ['MGTTA']],
    ['acc>50%', ['MGTTA']],
    ['acc=57.2', ['MGTTA']],
    ['acc=57.3', []],
    ['acc!=57.2', ['NoAdapt']],
    ['lr=0.0012', []],
    ['images=all', ['NoAdapt', 'MGTTA']],
    ['images!=all', ['TENT']],
    ['images<1,000', ['TENT']],
    ['time>1h', ['TENT']],
    ['time<=1.5min', ['NoAdapt', 'MGTTA']],
    ['created:7d', ['TENT', 'MGTTA']],
    ['created:"last week"', ['TENT', 'MGTTA']],
    ['created:week name:mg', ['MGTTA']],
    ['created<2026-11-10', ['NoAdapt']],
    ['created=2026-11-01', ['NoAdapt']],
    ['created:2026-11', ['NoAdapt', 'TENT', 'MGTTA']],
    ['created:today', []],
    ['name=tent', ['TENT']],
    ['name=ten', []],
    ['name!=tent lr:none', ['NoAdapt']],
    ['ten', ['TENT']],
    ['t a', ['NoAdapt', 'MGTTA']],
  ])('%s', (text, names) => expect(found(text)).toEqual(names));

  it.each([
    ['lrr<1', 'unknown-field', 'lr'],
    ['acuracy>1', 'unknown-field', 'accuracy'],
    ['colour=red', 'unknown-field', undefined],
    ['lr<many', 'no-number', undefined],
    ['time<soon', 'no-duration', undefined],
    ['created:soon', 'no-time', undefined],
  ])('says what is wrong with %s and lets all pass', (text, reason, meant) => {
    expect(filter(text).problems).toMatchObject([{ reason, meant }]);
    expect(found(text)).toHaveLength(3);
  });

  it('takes a colon after no field for text', () => {
    const urls = [{ url: 'http://box' }, { url: 'none' }];
    const { matches, problems } = filterOf('http://box', [], ({ url }: { url: string }) => url);
    expect([urls.filter(matches), problems]).toEqual([[urls[0]], []]);
  });

  it('says which fields it needs', () => {
    expect(filter('lr<1 acc>2 tent').fields).toEqual([fields[1], fields[2]]);
  });
});

describe('the text of a filter', () => {
  it('gives up a condition and takes a further one', () => {
    const text = 'tent  lr <= 1e-3 model="my model" seed';
    const { words, conditions } = readFilterText(text);
    expect(words).toEqual(['tent', 'seed']);
    expect(conditions).toMatchObject([
      { field: 'lr', operator: '<=', value: '1e-3' },
      { field: 'model', operator: '=', value: 'my model' },
    ]);
    expect(readFilterText(withCondition('tent', 'group', '=', 'a b')).conditions[0]).toMatchObject({ value: 'a b' });
  });
});

describe('values', () => {
  it('are read as people write them', () => {
    expect(['1e-3', '60 %', '60%', '−2', '1,000', 'x', ''].map(readNumber)).toEqual([
      ...[0.001, 60, 60, -2, 1000],
      ...[undefined, undefined],
    ]);
    expect(['90', '90s', '2min', '1.5 h', '7d', '250ms', 'x', '2 moons'].map(readDuration)).toEqual([
      ...[90, 90, 120, 5400, 604_800, 0.25],
      ...[undefined, undefined],
    ]);
    expect(readPeriod('yesterday', Date.now())).toEqual({
      from: new Date('2026-11-21T00:00:00').getTime(),
      until: new Date('2026-11-22T00:00:00').getTime(),
    });
    expect(readPeriod('2026', Date.now())).toBeUndefined();
  });
});
