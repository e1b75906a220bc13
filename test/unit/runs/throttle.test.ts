import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from '../../../src-main/runs/throttle.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('Throttle', () => {
  it('acts at once, then at most once per interval, and never forgets the last request', () => {
    const at: number[] = [];
    const start = Date.now();
    const throttle = new Throttle(() => at.push(Date.now() - start), 200);
    for (let ms = 0; ms < 1000; ms += 10) {
      throttle.request();
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1000);
    expect(at).toEqual([0, 200, 400, 600, 800, 1000]);
  });

  it('acts at once again after a rest', () => {
    const act = vi.fn();
    const throttle = new Throttle(act, 200);
    throttle.request();
    vi.advanceTimersByTime(500);
    expect(act).toHaveBeenCalledTimes(1);
    throttle.request();
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('does what waits when it is flushed, and nothing when nothing waits', () => {
    const act = vi.fn();
    const throttle = new Throttle(act, 200);
    throttle.flush();
    expect(act).not.toHaveBeenCalled();
    throttle.request();
    throttle.request();
    throttle.flush();
    throttle.flush();
    expect(act).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(500);
    expect(act).toHaveBeenCalledTimes(2);
  });
});
