import { z } from 'zod';
import { LabError } from '../errors.ts';
import { errorMessageSchema } from './common.ts';

/*
 * Messages between lab and window, as JSON texts. A window first says hello with the last event that it has seen;
 * the lab answers with the events since then, or with `fresh` when it cannot: the window then fetches everything anew.
 */

const sequence = z.int().nonnegative();

/** From a window to the lab. */
export const requestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('hello'),
    /** Null for a window that has seen nothing yet. `lab` identifies the lab process, so that a restart is noticed. */
    seen: z.strictObject({ lab: z.string(), sequence }).nullable(),
  }),
  z.strictObject({ type: z.literal('call'), id: sequence, name: z.string().max(60), input: z.unknown() }),
  /** Nobody waits for the answer to a query any more. */
  z.strictObject({ type: z.literal('drop'), id: sequence }),
]);
export type Request = z.output<typeof requestSchema>;

/** The end of a dropped query, on either side. */
export const droppedQuery = (): LabError => new LabError('cancelled', 'Nobody waits for this answer any more.');

/** From the lab to a window. */
export const replySchema = z.discriminatedUnion('type', [
  /** `fresh`: the window must fetch what it shows; else the events that it missed follow. */
  z.strictObject({ type: z.literal('welcome'), lab: z.string(), sequence, fresh: z.boolean() }),
  z.strictObject({ type: z.literal('result'), id: sequence, value: z.unknown() }),
  z.strictObject({ type: z.literal('error'), id: sequence, error: errorMessageSchema }),
  z.strictObject({ type: z.literal('event'), sequence, topic: z.string(), payload: z.unknown() }),
]);
export type Reply = z.output<typeof replySchema>;

/** Carries texts between a window and the lab; a desktop window's IPC or a browser's WebSocket. */
export interface Channel {
  send(text: string): void;
  /** @returns a function that ends the subscription */
  onMessage(listener: (text: string) => void): () => void;
  /**
   * Called with true when texts can be sent, also after each reconnection and at once where they can be already, and
   * with false when they can't any more.
   * @returns a function that ends the subscription
   */
  onOpenChange(listener: (open: boolean) => void): () => void;
}
