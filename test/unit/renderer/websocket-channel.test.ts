import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reconnectDelay, webSocketChannel } from '../../../src-renderer/lab/websocket-channel.ts';

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];
  send = (text: string): void => void this.sent.push(text);
  close = (): void => this.onclose?.();
}

function setUp() {
  const sockets: FakeSocket[] = [];
  const channel = webSocketChannel(() => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  });
  const changes: boolean[] = [];
  channel.onOpenChange((open) => changes.push(open));
  return { sockets, channel, changes };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('webSocketChannel', () => {
  it('opens again after a loss, later and later while it fails', () => {
    const { sockets, changes } = setUp();
    sockets[0]!.onopen?.();
    sockets[0]!.onclose?.();
    expect(changes).toEqual([true, false]);
    for (let attempt = 1; attempt < 4; attempt++) {
      vi.advanceTimersByTime(124 * 2 ** (attempt - 1));
      expect(sockets).toHaveLength(attempt);
      vi.advanceTimersByTime(250 * 2 ** (attempt - 1));
      expect(sockets).toHaveLength(attempt + 1);
      sockets[attempt]!.onclose?.();
    }
    expect(changes).toEqual([true, false]);
    vi.runOnlyPendingTimers();
    sockets[4]!.onopen?.();
    expect(changes).toEqual([true, false, true]);
  });

  it('sends while it is open and hands texts on', () => {
    const { sockets, channel } = setUp();
    const texts: string[] = [];
    const leave = channel.onMessage((text) => texts.push(text));
    channel.send('lost');
    sockets[0]!.onopen?.();
    channel.send('sent');
    sockets[0]!.onmessage?.({ data: 'a' });
    sockets[0]!.onmessage?.({ data: new ArrayBuffer(1) });
    leave();
    sockets[0]!.onmessage?.({ data: 'b' });
    expect(sockets[0]!.sent).toEqual(['sent']);
    expect(texts).toEqual(['a']);
  });

  it('informs a late listener that it is open', () => {
    const { sockets, channel } = setUp();
    sockets[0]!.onopen?.();
    const listener = vi.fn();
    channel.onOpenChange(listener);
    expect(listener).toHaveBeenCalledExactlyOnceWith(true);
  });

  it('tries at once when asked to, and never again once it is closed', () => {
    const { sockets, channel } = setUp();
    channel.retry();
    expect(sockets).toHaveLength(1);
    sockets[0]!.onclose?.();
    channel.retry();
    expect(sockets).toHaveLength(2);
    sockets[1]!.onopen?.();
    channel.close();
    vi.runAllTimers();
    expect(sockets).toHaveLength(2);
  });
});

describe('reconnectDelay', () => {
  it('doubles up to five seconds, half of it random', () => {
    expect(reconnectDelay(0, () => 0)).toBe(125);
    expect(reconnectDelay(0, () => 1)).toBe(250);
    expect(reconnectDelay(3, () => 1)).toBe(2000);
    expect(reconnectDelay(30, () => 1)).toBe(5000);
  });
});
