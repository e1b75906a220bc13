import type { Channel } from '../../src-shared/api/wire.ts';
import type { Bridge } from '../../src-shared/bridge.ts';

/** The channel of a desktop window, which is there as long as the window is. */
export function bridgeChannel(bridge: Pick<Bridge, 'send' | 'onMessage'>): Channel {
  return {
    send: (text) => bridge.send(text),
    onMessage: (listener) => bridge.onMessage(listener),
    onOpenChange: (listener) => {
      listener(true);
      return () => undefined;
    },
  };
}
