import { describe, expect, it } from 'vitest';
import { threadsFor } from '../../../src-main/engines/threads.ts';

describe('threadsFor', () => {
  it('takes the number from outside only where the run leaves it to the engine', () => {
    expect(threadsFor(0, {})).toBe(0);
    expect(threadsFor(0, { MGTTA_LAB_THREADS: ' ' })).toBe(0);
    expect(threadsFor(0, { MGTTA_LAB_THREADS: '3' })).toBe(3);
    expect(threadsFor(2, { MGTTA_LAB_THREADS: '3' })).toBe(2);
  });

  it('refuses what is no number', () => {
    expect(() => threadsFor(0, { MGTTA_LAB_THREADS: 'all' })).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => threadsFor(0, { MGTTA_LAB_THREADS: '-1' })).toThrow("MGTTA_LAB_THREADS is '-1'");
  });
});
