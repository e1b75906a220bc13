import type { z } from 'zod';
import { fromErrorMessage, LabError } from '../errors.ts';
import { calls, type CallName, type LabClient } from './contract.ts';
import { EventSubscribers, type EventListener } from './event-subscribers.ts';
import type { LabEventTopic } from './events.ts';
import { droppedQuery, replySchema, type Channel, type Reply, type Request } from './wire.ts';

/** `connecting` before the lab answered for the first time, `lost` while it can't be reached. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** A window's connection to the lab. It mends itself; nothing needs to be done about a lost one. */
export interface Connection {
  /**
   * The calls of the contract. They reject with a `LabError`. While the lab can't be reached, queries wait for it;
   * commands fail with `disconnected`, since it is unknown whether they took effect.
   */
  readonly lab: LabClient;
  readonly state: ConnectionState;
  /** @returns a function that ends the subscription */
  on<Topic extends LabEventTopic>(topic: Topic, listener: EventListener<Topic>): () => void;
  /** @returns a function that ends the subscription */
  onState(listener: (state: ConnectionState) => void): () => void;
  /** Called when events were missed, e.g. because the lab was restarted: everything shown must be fetched again. */
  onFresh(listener: () => void): () => void;
  /** Called for messages that break the contract, which means that lab and page are of different versions. */
  onProblem(listener: (problem: LabError) => void): () => void;
  /** Ends the connection; calls under way fail with `disconnected`. */
  close(): void;
}

interface PendingCall {
  readonly name: CallName;
  readonly text: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: LabError) => void;
}

class Listeners<T> {
  private readonly listeners = new Set<(value: T) => void>();

  add(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notify(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }
}

const lostBeforeAnswer = (): LabError =>
  new LabError(
    'disconnected',
    'The connection to the lab was lost before it answered.',
    'Check whether the change was made before you try again.',
  );

const unreachable = (): LabError =>
  new LabError('disconnected', 'The lab can not be reached.', 'Try again once the connection is back.');

const mismatch = (what: string, cause: unknown): LabError =>
  new LabError(
    'internal',
    `${what} is not in the expected form.`,
    'Reload the page; restart the lab if that does not help.',
    cause,
  );

class LabConnection implements Connection {
  readonly lab: LabClient;
  private current: ConnectionState = 'connecting';
  private isOpen = false;
  private closed = false;
  private seen: Extract<Request, { type: 'hello' }>['seen'] = null;
  private nextId = 0;
  private readonly pending = new Map<number, PendingCall>();
  private readonly events = new EventSubscribers();
  private readonly states = new Listeners<ConnectionState>();
  private readonly fresh = new Listeners<undefined>();
  private readonly problems = new Listeners<LabError>();
  private readonly channel: Channel;
  private readonly release: readonly (() => void)[];

  constructor(channel: Channel) {
    this.channel = channel;
    const names = Object.keys(calls) as CallName[];
    this.lab = Object.freeze(
      Object.fromEntries(
        names.map((name) => [name, (input: unknown, signal?: AbortSignal) => this.call(name, input, signal)]),
      ),
    ) as unknown as LabClient;
    this.release = [
      channel.onMessage((text) => this.receive(text)),
      channel.onOpenChange((open) => (open ? this.opened() : this.lost())),
    ];
  }

  get state(): ConnectionState {
    return this.current;
  }

  on<Topic extends LabEventTopic>(topic: Topic, listener: EventListener<Topic>): () => void {
    return this.events.add(topic, listener);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    return this.states.add(listener);
  }

  onFresh(listener: () => void): () => void {
    return this.fresh.add(listener);
  }

  onProblem(listener: (problem: LabError) => void): () => void {
    return this.problems.add(listener);
  }

  close(): void {
    this.closed = true;
    this.isOpen = false;
    for (const release of this.release) release();
    for (const { reject } of this.pending.values()) reject(lostBeforeAnswer());
    this.pending.clear();
  }

  private call(name: CallName, input: unknown, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(droppedQuery());
    const mayWait = calls[name].kind === 'query' || this.current === 'connecting';
    if (this.closed || (!this.isOpen && !mayWait)) return Promise.reject(unreachable());
    const id = this.nextId++;
    const text = JSON.stringify({ type: 'call', id, name, input } satisfies Request);
    return new Promise((resolve, reject) => {
      this.pending.set(id, { name, text, resolve, reject });
      if (this.isOpen) this.channel.send(text);
      if (calls[name].kind === 'query') signal?.addEventListener('abort', () => this.drop(id), { once: true });
    });
  }

  private drop(id: number): void {
    const call = this.pending.get(id);
    if (!call) return;
    this.pending.delete(id);
    if (this.isOpen) this.channel.send(JSON.stringify({ type: 'drop', id } satisfies Request));
    call.reject(droppedQuery());
  }

  private opened(): void {
    this.isOpen = true;
    this.channel.send(JSON.stringify({ type: 'hello', seen: this.seen } satisfies Request));
    for (const { text } of this.pending.values()) this.channel.send(text);
  }

  private lost(): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    if (this.current === 'open') this.become('lost');
    if (!wasOpen) return;
    for (const [id, { name, reject }] of this.pending) {
      if (calls[name].kind === 'query') continue;
      this.pending.delete(id);
      reject(lostBeforeAnswer());
    }
  }

  private become(state: ConnectionState): void {
    this.current = state;
    this.states.notify(state);
  }

  private receive(text: string): void {
    const reply = parse(text);
    if (reply instanceof LabError) this.problems.notify(reply);
    else if (reply.type === 'welcome') this.welcomed(reply);
    else if (reply.type === 'event') this.happened(reply);
    else this.answered(reply);
  }

  private welcomed({ lab, sequence, fresh }: Extract<Reply, { type: 'welcome' }>): void {
    const isFirst = this.seen === null;
    this.seen = { lab, sequence };
    if (this.current !== 'open') this.become('open');
    if (fresh && !isFirst) this.fresh.notify(undefined);
  }

  private happened({ sequence, topic, payload }: Extract<Reply, { type: 'event' }>): void {
    if (this.seen === null || sequence <= this.seen.sequence) return;
    const missed = sequence > this.seen.sequence + 1;
    this.seen = { lab: this.seen.lab, sequence };
    const problem = this.events.publish(topic, payload);
    if (problem) this.problems.notify(mismatch(`An event '${topic}' of the lab`, problem));
    if (missed) this.fresh.notify(undefined);
  }

  private answered(reply: Extract<Reply, { type: 'result' | 'error' }>): void {
    const call = this.pending.get(reply.id);
    if (!call) return;
    this.pending.delete(reply.id);
    if (reply.type === 'error') {
      call.reject(fromErrorMessage(reply.error));
      return;
    }
    const output: z.ZodType = calls[call.name].output;
    const checked = output.safeParse(reply.value);
    if (checked.success) call.resolve(checked.data);
    else call.reject(mismatch(`The lab's answer to '${call.name}'`, checked.error));
  }
}

function parse(text: string): Reply | LabError {
  try {
    return replySchema.parse(JSON.parse(text));
  } catch (error) {
    return mismatch('A message of the lab', error);
  }
}

/** Connects a window to the lab. Everything that arrives is checked against the contract. */
export function connect(channel: Channel): Connection {
  return new LabConnection(channel);
}
