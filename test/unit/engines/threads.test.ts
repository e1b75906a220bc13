import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { threadsFor } from '../../../src-main/engines/threads.ts';

describe('threadsFor', () => {
  it('takes the number from outside only where the run leaves it to the engine', () => {
    expect(threadsFor(0, {})).toBe(0);
    expect(threadsFor(0, { MGTTA_LAB_THREADS: ' ' })).toBe(0);
    expect(threadsFor(0, { MGTTA_LAB_THREADS: '3' }, 4)).toBe(3);
    expect(threadsFor(2, { MGTTA_LAB_THREADS: '3' }, 4)).toBe(2);
  });

  it('starts no more than the computer runs at once', () => {
    expect(threadsFor(100_000, {}, 4)).toBe(4);
    expect(threadsFor(0, { MGTTA_LAB_THREADS: '64' }, 4)).toBe(4);
    expect(threadsFor(100_000, {})).toBe(availableParallelism());
  });

  it('refuses what is no number', () => {
    expect(() => threadsFor(0, { MGTTA_LAB_THREADS: 'all' })).toThrow(expect.objectContaining({ code: 'bad-option' }));
    expect(() => threadsFor(0, { MGTTA_LAB_THREADS: '-1' })).toThrow("MGTTA_LAB_THREADS is '-1'");
  });
});
