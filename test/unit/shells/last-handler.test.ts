import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { LabEvent } from '../../../src-shared/api/events.ts';
import { EventHub } from '../../../src-main/platform/event-hub.ts';
import { faultReport, handleEverything } from '../../../src-main/shells/last-handler.ts';

describe('the last handler', () => {
  it('logs every fault, reports the first ones to the windows, and lets go when it is released', () => {
    const hub = new EventHub();
    const received: LabEvent[] = [];
    hub.subscribe((event) => received.push(event));
    const logged: unknown[] = [];
    const log = { file: '/data/logs/lab.log', error: (_text: string, error: unknown) => void logged.push(error) };
    const process = new EventEmitter();
    const release = handleEverything(faultReport(log, hub), process);
    for (let i = 0; i < 10; i++)
      process.emit(i % 2 ? 'uncaughtException' : 'unhandledRejection', new Error(`no. ${i}`));
    expect(logged).toHaveLength(10);
    expect(received).toHaveLength(5);
    expect(received[0]).toEqual({
      topic: 'notice',
      payload: {
        level: 'error',
        text: 'Something went wrong inside the lab, which goes on: no. 0 The log has more: /data/logs/lab.log',
      },
    });
    release();
    expect(process.eventNames()).toEqual([]);
  });
});
