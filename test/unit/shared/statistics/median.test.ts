import { describe, expect, it } from 'vitest';
import { median } from '../../../../src-shared/statistics/median.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 10, 2])).toBe(3);
  });
});
