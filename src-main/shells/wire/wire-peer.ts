import type { LabApi } from '../../../src-shared/api/contract.ts';
import { droppedQuery, requestSchema, type Reply, type Request } from '../../../src-shared/api/wire.ts';
import { LabError, toErrorMessage } from '../../../src-shared/errors.ts';
import type { FaultReport } from '../last-handler.ts';
import { answer } from './answer.ts';
import type { EventLog } from './event-log.ts';
import { maxCalls, maxTextLength } from './limits.ts';

/** How the server reaches one window. */
export interface PeerLink {
  send(text: string): void;
  /** True while the window takes in less than it is sent; events then wait until `deliver` is called. */
  isBusy?(): boolean;
  /** The window does not keep to the protocol and was cut off. */
  refuse(reason: string): void;
}

/** Objects that the windows of a lab have in common. */
export interface PeerSurroundings {
  readonly api: LabApi;
  readonly log: EventLog;
  readonly labId: string;
  /** Takes faults of the lab's own. */
  readonly report: FaultReport;
}

/** One window of the lab. */
export class WirePeer {
  /** Sequence number of the last event that was sent; null until the window has said hello. */
  private sent: number | null = null;
  /** Counts the greetings: a reloaded page begins anew on the same link and gets no answers meant for the one before. */
  private greeting = 0;
  /** By their ids; aborted when the result is no longer needed. */
  private readonly underWay = new Map<number, AbortController>();
  private closed = false;
  private readonly api: LabApi;
  private readonly log: EventLog;
  private readonly labId: string;
  private readonly link: PeerLink;
  private readonly report: FaultReport;
  private readonly onClose: () => void;

  constructor({ api, log, labId, report }: PeerSurroundings, link: PeerLink, onClose: () => void) {
    this.api = api;
    this.log = log;
    this.labId = labId;
    this.report = report;
    this.link = link;
    this.onClose = onClose;
  }

  receive(text: string): void {
    if (this.closed) return;
    const request = parseRequest(text);
    if (request === undefined) this.cutOff('The message is not a request of the lab.');
    else if (request.type === 'hello') this.greet(request);
    else if (this.sent === null) this.cutOff('A window must say hello first.');
    else if (request.type === 'drop') this.drop(request.id);
    else if (this.underWay.has(request.id)) this.cutOff('Two calls have the same number.');
    else void this.work(request);
  }

  /** Sends the events that the window has not got yet, as far as it takes them. */
  deliver(): void {
    while (this.sent !== null && !this.closed && this.sent < this.log.last && !this.link.isBusy?.()) {
      const text = this.log.get(this.sent + 1);
      if (text === undefined) this.welcome(this.log.last, true);
      else {
        this.sent++;
        this.link.send(text);
      }
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.dropAll();
    this.onClose();
  }

  private greet({ seen }: Extract<Request, { type: 'hello' }>): void {
    this.greeting++;
    this.dropAll();
    const resumable = seen?.lab === this.labId && this.log.continuesFrom(seen.sequence);
    this.welcome(resumable ? seen.sequence : this.log.last, !resumable);
    this.deliver();
  }

  private welcome(sequence: number, fresh: boolean): void {
    this.sent = sequence;
    this.reply({ type: 'welcome', lab: this.labId, sequence, fresh });
  }

  private async work(call: Extract<Request, { type: 'call' }>): Promise<void> {
    const { greeting } = this;
    if (this.underWay.size >= maxCalls) {
      const error = new LabError('bad-input', 'This window sends too many requests at once.', 'Wait a moment.');
      this.reply({ type: 'error', id: call.id, error: toErrorMessage(error) });
      return;
    }
    const dropping = new AbortController();
    this.underWay.set(call.id, dropping);
    const text = await answer(this.api, call, this.report, dropping.signal);
    if (this.closed || greeting !== this.greeting) return;
    this.underWay.delete(call.id);
    if (!dropping.signal.aborted) this.link.send(text);
  }

  private drop(id: number): void {
    this.underWay.get(id)?.abort(droppedQuery());
  }

  private dropAll(): void {
    for (const id of this.underWay.keys()) this.drop(id);
    this.underWay.clear();
  }

  private reply(reply: Reply): void {
    this.link.send(JSON.stringify(reply));
  }

  private cutOff(reason: string): void {
    this.close();
    this.link.refuse(reason);
  }
}

function parseRequest(text: string): Request | undefined {
  if (text.length > maxTextLength) return undefined;
  try {
    return requestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
