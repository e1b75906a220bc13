import { vi } from 'vitest';
import type { LabEventPayload, LabEventTopic } from '../../../src-shared/api/events.ts';

/** Stands for `lab/client.ts`: a connection whose events the test sends, and calls that it answers. */
export function fakeClient() {
  const listeners: Partial<Record<string, ((payload: unknown) => void)[]>> = {};
  const listen = (topic: string, listener: (payload: never) => void): (() => void) => {
    (listeners[topic] ??= []).push(listener as (payload: unknown) => void);
    return () => undefined;
  };
  const emit = (topic: string, payload: unknown): void => {
    for (const listener of listeners[topic] ?? []) listener(payload);
  };
  return {
    connection: {
      on: listen,
      onFresh: (listener: () => void) => listen('fresh', listener),
    },
    lab: {
      listRuns: vi.fn<() => Promise<unknown>>(() => Promise.resolve([])),
      listProgress: vi.fn<() => Promise<unknown>>(() => Promise.resolve([])),
    },
    send: <Topic extends LabEventTopic>(topic: Topic, payload: LabEventPayload<Topic>): void => emit(topic, payload),
    missEvents: (): void => emit('fresh', undefined),
  };
}
