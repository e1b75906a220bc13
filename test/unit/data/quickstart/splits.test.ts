import { describe, expect, it } from 'vitest';
import {
  paintIndex,
  sourceTrainingPositions,
  splitNames,
  splitPositions,
  splitSizes,
} from '../../../../src-main/data/quickstart/splits.ts';

const positions = (split: 'test' | 'validation' | 'train'): Set<number> => new Set(splitPositions(split));

describe('splits', () => {
  it('have their sizes, without repetition', () => {
    for (const split of splitNames) expect(positions(split).size).toBe(splitSizes[split]);
  });

  it('keep validation out of what the source model is trained on', () => {
    const trained = new Set(sourceTrainingPositions());
    expect(trained.size).toBe(58_000);
    expect([...positions('validation')].filter((position) => trained.has(position))).toEqual([]);
    expect([...positions('train')].every((position) => trained.has(position))).toBe(true);
  });

  it('colour the images of both files from different numbers', () => {
    expect(paintIndex('train', 59_999)).toBe(59_999);
    expect(paintIndex('test', 0)).toBe(60_000);
  });

  it('stay what they are', () => {
    expect(Array.from(splitPositions('test').slice(0, 4))).toMatchInlineSnapshot(`
      [
        3599,
        1949,
        6787,
        764,
      ]
    `);
    expect(Array.from(splitPositions('validation').slice(0, 4))).toMatchInlineSnapshot(`
      [
        19213,
        1152,
        54861,
        14835,
      ]
    `);
    expect(Array.from(splitPositions('train').slice(0, 4))).toMatchInlineSnapshot(`
      [
        30242,
        11635,
        8296,
        21128,
      ]
    `);
  });
});
