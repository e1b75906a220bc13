import type { Channel } from '../../src-shared/api/wire.ts';
import type { Bridge } from '../../src-shared/bridge.ts';

/** The way to the lab of a desktop window: always open, since lab and window live and die together. */
export function bridgeChannel(bridge: Bridge): Channel {
  return {
    send: (text) => bridge.send(text),
    onMessage: (listener) => bridge.onMessage(listener),
    onOpenChange: (listener) => {
      let listening = true;
      queueMicrotask(() => {
        if (listening) listener(true);
      });
      return () => {
        listening = false;
      };
    },
  };
}

const shortestWait = 250;
const longestWait = 5000;

/** The way to the lab of a browser's tab: a WebSocket that is opened again whenever it was lost. */
export function webSocketChannel(url: string): Channel {
  const messageListeners = new Set<(text: string) => void>();
  const openListeners = new Set<(open: boolean) => void>();
  let socket: WebSocket | undefined;
  let wait = shortestWait;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    timer = undefined;
    const next = new WebSocket(url);
    socket = next;
    next.addEventListener('open', () => {
      wait = shortestWait;
      for (const listener of [...openListeners]) listener(true);
    });
    next.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'string') return;
      for (const listener of [...messageListeners]) listener(data);
    });
    next.addEventListener('close', () => {
      if (socket !== next) return;
      socket = undefined;
      for (const listener of [...openListeners]) listener(false);
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, longestWait);
    });
  }

  // A computer that wakes up or comes back online should not wait out the timer.
  const hurry = (): void => {
    if (timer !== undefined && document.visibilityState === 'visible') open();
  };
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  queueMicrotask(open);

  return {
    send: (text) => {
      if (socket?.readyState === WebSocket.OPEN) socket.send(text);
    },
    onMessage: (listener) => {
      messageListeners.add(listener);
      return () => messageListeners.delete(listener);
    },
    onOpenChange: (listener) => {
      openListeners.add(listener);
      return () => openListeners.delete(listener);
    },
  };
}
