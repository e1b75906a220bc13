import { describe, expect, it } from 'vitest';
import {
  allCorruptionNames,
  corruptionGroup,
  corruptionNames,
  isCorruptionName,
  isSeverity,
  validationCorruptionNames,
} from '../../../src-shared/corruptions.ts';

describe('names of corruptions', () => {
  it('are 15 for tests and 4 others for validation', () => {
    expect(corruptionNames).toHaveLength(15);
    expect(validationCorruptionNames).toHaveLength(4);
    expect(new Set(allCorruptionNames).size).toBe(19);
  });

  it('belong to a group if they are for tests', () => {
    expect(corruptionNames.map(corruptionGroup)).not.toContain(undefined);
    expect(corruptionGroup('zoom_blur')).toBe('blur');
    expect(validationCorruptionNames.map(corruptionGroup)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('are distinguished from other texts, severities from other numbers', () => {
    expect([isCorruptionName('fog'), isCorruptionName('smog')]).toEqual([true, false]);
    expect([isSeverity(5), isSeverity(0), isSeverity(1.5)]).toEqual([true, false, false]);
  });
});
