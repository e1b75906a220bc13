import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { handleEverything } from '../../../src-main/shells/last-handler.ts';

describe('EventHub', () => {
  it('lets a listener that fails disturb neither the publisher nor other listeners', async () => {
    const hub = new EventHub();
    const heard: string[] = [];
    const faults: unknown[] = [];
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const release = handleEverything((_doing, error) => faults.push(error));
    try {
      hub.subscribe(() => {
        throw new Error('a faulty listener');
      });
      hub.subscribe(({ topic }) => heard.push(topic));
      hub.publish('runsDeleted', { ids: ['a'] });
      expect(heard).toEqual(['runsDeleted']);
      await expect.poll(() => faults).toEqual([new Error('a faulty listener')]);
    } finally {
      release();
      for (const listener of others) process.on('uncaughtException', listener);
    }
  });
});
