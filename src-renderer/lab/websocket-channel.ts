import type { Channel } from '../../src-shared/api/wire.ts';

const firstDelayMs = 250;
const longestDelayMs = 5000;

/** Delay before the n-th attempt to reconnect in a row; a random half keeps many tabs from coming back all at once. */
export function reconnectDelay(attempt: number, random: () => number = Math.random): number {
  const delay = Math.min(firstDelayMs * 2 ** attempt, longestDelayMs);
  return delay / 2 + (random() * delay) / 2;
}

/** The part of a browser's WebSocket that the channel uses. */
export type Socket = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

/** A channel that can be closed for good. */
export interface ClosableChannel extends Channel {
  close(): void;
  /** Tries to reconnect now instead of after the delay. */
  retry(): void;
}

/** A channel over a WebSocket, which is opened again whenever it was lost. */
class WebSocketChannel implements ClosableChannel {
  private readonly messages = new Set<(text: string) => void>();
  private readonly openings = new Set<(open: boolean) => void>();
  private socket: Socket | undefined;
  private isOpen = false;
  private closed = false;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly makeSocket: () => Socket;

  constructor(makeSocket: () => Socket) {
    this.makeSocket = makeSocket;
    this.open();
  }

  send(text: string): void {
    if (this.isOpen) this.socket?.send(text);
  }

  onMessage(listener: (text: string) => void): () => void {
    this.messages.add(listener);
    return () => this.messages.delete(listener);
  }

  onOpenChange(listener: (open: boolean) => void): () => void {
    this.openings.add(listener);
    if (this.isOpen) listener(true);
    return () => this.openings.delete(listener);
  }

  retry(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.attempt = 0;
    this.open();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.socket?.close();
  }

  private open(): void {
    const socket = this.makeSocket();
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.change(true);
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data === 'string') for (const listener of this.messages) listener(data);
    };
    socket.onclose = () => {
      if (this.isOpen) this.change(false);
      if (this.closed) return;
      const reopen = () => {
        this.timer = undefined;
        this.open();
      };
      this.timer = setTimeout(reopen, reconnectDelay(this.attempt++));
    };
  }

  private change(open: boolean): void {
    this.isOpen = open;
    for (const listener of this.openings) listener(open);
  }
}

/** A channel over WebSockets that `makeSocket` opens. */
export function webSocketChannel(makeSocket: () => Socket): ClosableChannel {
  return new WebSocketChannel(makeSocket);
}

/** The channel of a browser tab, to the server that its page came from. It comes back at once when the tab does. */
export function browserChannel(): Channel {
  const { protocol, host } = window.location;
  const url = `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/channel`;
  const channel = webSocketChannel(() => new WebSocket(url));
  window.addEventListener('online', () => channel.retry());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') channel.retry();
  });
  return channel;
}
