import { randomUUID } from 'node:crypto';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { LabEvent } from '../../../src-shared/api/events.ts';
import type { Reply } from '../../../src-shared/api/wire.ts';
import type { FaultReport } from '../last-handler.ts';
import { EventLog, type EventLogLimits } from './event-log.ts';
import { WirePeer, type PeerLink } from './wire-peer.ts';

/** Where events come from. */
export interface EventSource {
  subscribe(listener: (event: LabEvent) => void): () => void;
}

export interface WireOptions {
  /** Takes internal faults, of which windows get a sentence only. */
  readonly report?: FaultReport;
  /** How many of the latest events are kept. */
  readonly limits?: EventLogLimits;
}

/** Some minutes of a busy lab. */
const defaultLimits: EventLogLimits = { count: 5000, bytes: 16 * 2 ** 20 };

/**
 * The lab's end of the wire protocol (`src-shared/api/wire.ts`), one per lab, whatever its windows are connected by. It
 * numbers the events and keeps the latest, so that a window that lost its connection misses none.
 */
export class WireServer {
  readonly labId: string = randomUUID();
  readonly log: EventLog;
  private readonly peers = new Set<WirePeer>();
  readonly api: LabApi;
  readonly report: FaultReport;
  private readonly unsubscribe: () => void;

  constructor(
    api: LabApi,
    events: EventSource,
    { report = () => undefined, limits = defaultLimits }: WireOptions = {},
  ) {
    this.api = api;
    this.report = report;
    this.log = new EventLog(limits);
    this.unsubscribe = events.subscribe((event) => this.publish(event));
  }

  /** Takes a window in. Its texts go to `receive` of what is returned; `close` it when the window is gone. */
  accept(link: PeerLink): WirePeer {
    const peer = new WirePeer(this, link, () => this.peers.delete(peer));
    this.peers.add(peer);
    return peer;
  }

  /** Windows that are connected. */
  get size(): number {
    return this.peers.size;
  }

  close(): void {
    this.unsubscribe();
    for (const peer of [...this.peers]) peer.close();
  }

  private publish({ topic, payload }: LabEvent): void {
    this.log.add((sequence) => JSON.stringify({ type: 'event', sequence, topic, payload } satisfies Reply));
    for (const peer of this.peers) peer.deliver();
  }
}
