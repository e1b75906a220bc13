import { describe, expect, it } from 'vitest';
import { Slot } from '../../../src-main/jobs/slot.ts';

describe('Slot', () => {
  it('opens once per key, and releases what it held for another one', async () => {
    const log: string[] = [];
    const slot = new Slot<string>((value) => {
      log.push(`release ${value}`);
      return Promise.resolve();
    });
    const open = (value: string) => () => {
      log.push(`open ${value}`);
      return Promise.resolve(value);
    };
    expect(await slot.get('a', open('a'))).toBe('a');
    expect(await slot.get('a', open('a'))).toBe('a');
    expect(await slot.get('b', open('b'))).toBe('b');
    await slot.clear();
    await slot.clear();
    expect(log).toEqual(['open a', 'release a', 'open b', 'release b']);
  });

  it('does not hold what could not be opened', async () => {
    const slot = new Slot<number>();
    await expect(slot.get('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await slot.get('a', () => Promise.resolve(1))).toBe(1);
    await slot.clear();
  });
});
