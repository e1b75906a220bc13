import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { maxTextLength } from '../wire/limits.ts';
import type { FaultReport } from '../last-handler.ts';
import type { WireServer } from '../wire/wire-server.ts';

/** Bytes waiting for a tab from which on its events wait too. */
const busyBytes = 4 * 2 ** 20;
/** Bytes waiting for a tab from which on it is cut off. */
const mostBytes = 256 * 2 ** 20;
const pingMs = 15_000;
const mostTabs = 64;

const closeCodes = { goingAway: 1001, policy: 1008 } as const;

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}

/** The lab's WebSockets: one per open tab. */
export class TabSockets {
  private readonly server = new WebSocketServer({
    noServer: true,
    maxPayload: maxTextLength,
    perMessageDeflate: false,
  });
  private readonly answered = new WeakSet<WebSocket>();
  private readonly pings: NodeJS.Timeout;
  private readonly wire: WireServer;
  private readonly report: FaultReport;

  constructor(wire: WireServer, report: FaultReport) {
    this.wire = wire;
    this.report = report;
    this.pings = setInterval(() => this.ping(), pingMs);
    this.pings.unref();
  }

  /** Tabs that are connected. */
  get size(): number {
    return this.server.clients.size;
  }

  get isFull(): boolean {
    return this.size >= mostTabs;
  }

  /** Makes a request, which was found to be allowed, a tab's connection. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.server.handleUpgrade(request, socket, head, (tab) => this.connect(tab));
  }

  close(): void {
    clearInterval(this.pings);
    for (const tab of this.server.clients) tab.close(closeCodes.goingAway, 'The lab was closed.');
    this.server.close();
  }

  private connect(tab: WebSocket): void {
    const peer = this.wire.accept({
      send: (text) => {
        tab.send(text, () => peer.deliver());
        if (tab.bufferedAmount > mostBytes) tab.terminate();
      },
      isBusy: () => tab.bufferedAmount > busyBytes,
      refuse: (reason) => tab.close(closeCodes.policy, reason),
    });
    this.answered.add(tab);
    tab.on('pong', () => this.answered.add(tab));
    tab.on('message', (data, isBinary) => {
      try {
        if (isBinary) tab.close(closeCodes.policy, 'The lab takes texts only.');
        else peer.receive(textOf(data));
      } catch (error) {
        this.report('A message of a tab', error);
        tab.terminate();
      }
    });
    tab.on('close', () => peer.close());
    // An error ends the connection; 'close' follows and the tab reconnects by itself.
    tab.on('error', () => tab.terminate());
  }

  /** Ends the connections that did not answer the last ping: their tabs are gone without a word. */
  private ping(): void {
    for (const tab of this.server.clients) {
      if (this.answered.delete(tab)) tab.ping();
      else tab.terminate();
    }
  }
}
