import type { z } from 'zod';
import { labEvents, type LabEventPayload, type LabEventTopic } from './events.ts';

export type EventListener<Topic extends LabEventTopic> = (payload: LabEventPayload<Topic>) => void;

function isTopic(topic: string): topic is LabEventTopic {
  return Object.hasOwn(labEvents, topic);
}

/** Who listens to which events. */
export class EventSubscribers {
  private readonly byTopic = new Map<LabEventTopic, Set<(payload: unknown) => void>>();

  /** @returns a function that ends the subscription */
  add<Topic extends LabEventTopic>(topic: Topic, listener: EventListener<Topic>): () => void {
    const take = (payload: unknown): void => listener(payload as LabEventPayload<Topic>);
    const listeners = this.byTopic.get(topic) ?? new Set();
    this.byTopic.set(topic, listeners.add(take));
    return () => listeners.delete(take);
  }

  /** Checks an event and notifies its listeners. @returns what is wrong with it, if anything */
  publish(topic: string, payload: unknown): Error | undefined {
    if (!isTopic(topic)) return new Error(`There is no topic '${topic}'.`);
    const listeners = this.byTopic.get(topic);
    if (!listeners || listeners.size === 0) return undefined;
    const schema: z.ZodType = labEvents[topic];
    const checked = schema.safeParse(payload);
    if (!checked.success) return checked.error;
    for (const listener of [...listeners]) listener(checked.data);
    return undefined;
  }
}
