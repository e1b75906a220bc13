import { describe, expect, it } from 'vitest';
import { classesText, parseClasses } from '../../../../src-renderer/components/experiment/class-mask.ts';
import { withinDataset } from '../../../../src-renderer/components/experiment/dataset-choice.ts';

describe('class masks', () => {
  it.each([
    ['0–3, 7', [0, 1, 2, 3, 7], '0–3, 7'],
    ['7 3-4,3', [3, 4, 7], '3–4, 7'],
    ['5', [5], '5'],
  ])('reads %s', (text, classes, written) => {
    expect(parseClasses(text)).toEqual(classes);
    expect(classesText(classes)).toBe(written);
  });

  it.each(['x', '3-1', '-1', '1.5', '', '0-999999'])('does not read "%s"', (text) => {
    expect(parseClasses(text)).toBeUndefined();
  });
});

describe('images per shift', () => {
  it('are no more than the dataset has', () => {
    expect(withinDataset({ images: 1000, batchSize: 8 }, 40)).toEqual({ batchSize: 8 });
    expect(withinDataset({ images: 40 }, 40)).toEqual({ images: 40 });
    expect(withinDataset({}, 40)).toEqual({});
  });
});
