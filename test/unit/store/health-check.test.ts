import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needsCheck, noteDamage, noteSound } from '../../../src-main/store/health-check.ts';
import { temporaryFile } from './support.ts';

const tomorrow = new Date(Date.now() + 24 * 3600 * 1000);

describe('the check of a store', () => {
  it('is done each time while it is small', () => {
    const file = temporaryFile();
    expect(needsCheck(file)).toBe(true);
    writeFileSync(file, 'small');
    noteSound(file);
    expect(needsCheck(file)).toBe(true);
  });

  it('is done once a day when it is large, and after damage', () => {
    const file = temporaryFile();
    writeFileSync(file, '');
    truncateSync(file, 2 ** 25);
    expect(needsCheck(file)).toBe(true);
    noteSound(file);
    expect(needsCheck(file)).toBe(false);
    expect(needsCheck(file, tomorrow)).toBe(true);
    noteDamage(file);
    expect(needsCheck(file)).toBe(true);
  });
});
