import type { LabEvent, LabEventPayload, LabEventTopic } from '../../src-shared/api/events.ts';

export type LabEventListener = (event: LabEvent) => void;

/** Where the lab says what happens, and windows listen. */
export class EventHub {
  private readonly listeners = new Set<LabEventListener>();

  publish<Topic extends LabEventTopic>(topic: Topic, payload: LabEventPayload<Topic>): void {
    const event = { topic, payload } as LabEvent;
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        // One listener's fault is neither the others' nor the publisher's: it goes to the last handler of the process.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: LabEventListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
