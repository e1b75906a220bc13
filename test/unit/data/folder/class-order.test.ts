import { describe, expect, it } from 'vitest';
import {
  byCodePoints,
  inClassOrder,
  orderNotices,
  requireKnownClasses,
} from '../../../../src-main/data/folder/class-order.ts';

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, i) => String(from + i));

describe('the order of names', () => {
  it('is that of their code points, as Python sorts', () => {
    // UTF-16 puts the second before the first: its first unit is 0xd83d.
    const names = ['\ufb01sh', '\u{1f408}', '\uff21', '\u{10ffff}', 'z', 'Z', 'é', 'zz', ''];
    const byPoints = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(names.toSorted(byCodePoints)).toEqual(byPoints);
    expect(byPoints).not.toEqual(names.toSorted());
    expect(inClassOrder(['\u{1f408}', '\ufb01sh'])).toEqual(['\ufb01sh', '\u{1f408}']);
  });

  it('is that of their values where all are numbers, each another one', () => {
    expect(inClassOrder(upTo(12).toSorted())).toEqual(upTo(12));
    expect(inClassOrder(['010', '9', '08', '123456789012345678901', '123456789012345678900'])).toEqual([
      '08',
      '9',
      '010',
      '123456789012345678900',
      '123456789012345678901',
    ]);
    expect(inClassOrder(['10', '9', 'cat'])).toEqual(['10', '9', 'cat']);
    expect(inClassOrder(['10', '9', '09'])).toEqual(['09', '10', '9']);
  });
});

describe('what is said of the classes', () => {
  it.each([
    ['numbers in the order of texts', upTo(10), []],
    ['numbers with zeros in front', ['00', '01', '02'], []],
    ['numbers in another order than texts', upTo(11), [expect.stringContaining('each is the class of its number')]],
    ['numbers from one on', upTo(9, 1), [expect.stringContaining('1 to 9; they are taken as classes 0 to 8')]],
    [
      'numbers with gaps',
      ['0', '2', '5'],
      [expect.stringContaining('gaps, 0, 2, 5; they are taken as classes 0 to 2')],
    ],
    ['names', ['cat', 'dog'], []],
  ])('%s', (_name, folders, expected) => {
    expect(orderNotices(folders, [])).toEqual(expected);
  });

  it('names folders without images, which count as no class unless they are numbers', () => {
    expect(orderNotices(['cat', 'dog'], ['cat'])).toEqual([
      '1 class folder holds no images and counts as no class: cat.',
    ]);
    expect(orderNotices(['0', '1'], ['0'])).toEqual([]);
  });

  it('is an error where a class mask is to count them', () => {
    const data = { name: 'data', classNames: ['0', '2'] };
    expect(() => requireKnownClasses(data, [0, 2])).toThrow(/numbers with gaps/);
    expect(() => requireKnownClasses(data, null)).not.toThrow();
    expect(() => requireKnownClasses({ name: 'data', classNames: upTo(12) }, [3])).not.toThrow();
  });
});
