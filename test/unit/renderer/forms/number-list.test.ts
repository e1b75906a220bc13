import { describe, expect, it } from 'vitest';
import { numbersText, parseNumbers } from '../../../../src-renderer/components/forms/number-list.ts';

describe('lists of numbers', () => {
  it.each([
    ['0–3, 7', [0, 1, 2, 3, 7], '0–3, 7'],
    ['7 3-4,3', [7, 3, 4], '3–4, 7'],
    ['5', [5], '5'],
  ])('are read from %j in the order in which they are typed, and written in order', (text, numbers, written) => {
    expect(parseNumbers(text, 100)).toEqual(numbers);
    expect(numbersText(numbers)).toBe(written);
  });

  it.each(['x', '3-1', '-1', '1.5', '', '0-100', '1-50 51-101'])('are not read from %j', (text) => {
    expect(parseNumbers(text, 100)).toBeUndefined();
  });

  it('may overlap', () => {
    expect(parseNumbers('1-80 41-100', 100)).toHaveLength(100);
  });
});
