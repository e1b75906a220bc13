import { describe, expect, it, vi } from 'vitest';
import { Ending, type EndingLab } from '../../../src-main/shells/end-gently.ts';

function setUp() {
  const calls: string[] = [];
  let finish = (): void => undefined;
  const lab: EndingLab = {
    killCompute: () => void calls.push('kill'),
    close: () => {
      calls.push('close');
      return new Promise((resolve) => (finish = resolve));
    },
  };
  let time = 0;
  const ending = new Ending(lab, () => time);
  return { calls, ending, finish: () => finish(), at: (now: number) => (time = now) };
}

describe('Ending', () => {
  it('closes the lab and waits for it', async () => {
    const { calls, ending, finish } = setUp();
    const ended = ending.ask();
    expect(calls).toEqual(['close']);
    finish();
    await ended;
    expect(calls).toEqual(['close']);
  });

  it('does not wait when asked again, but takes an echo of the first signal for what it is', () => {
    const { calls, ending, at } = setUp();
    void ending.ask();
    at(100);
    void ending.ask();
    expect(calls).toEqual(['close']);
    at(2000);
    void ending.ask();
    expect(calls).toEqual(['close', 'kill']);
  });

  it('ends once, however often it is asked to', async () => {
    const { calls, ending, finish } = setUp();
    const closed = vi.fn();
    const both = [ending.ask().then(closed), ending.ask().then(closed)];
    finish();
    await Promise.all(both);
    expect(calls.filter((call) => call === 'close')).toHaveLength(1);
  });
});
