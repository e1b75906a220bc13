import type { Channel } from '../../src-shared/api/wire.ts';
import type { WirePeer } from '../../src-main/shells/wire/wire-peer.ts';
import type { WireServer } from '../../src-main/shells/wire/wire-server.ts';

/** A channel in memory that can be plugged in and out. */
export class Cable implements Channel {
  server: WireServer;
  refusals: string[] = [];
  busy = false;
  private peer: WirePeer | undefined;
  private readonly messages = new Set<(text: string) => void>();
  private readonly openings = new Set<(open: boolean) => void>();

  constructor(server: WireServer) {
    this.server = server;
  }

  plugIn(): void {
    const peer = this.server.accept({
      send: (text) => {
        if (this.peer === peer) for (const listener of this.messages) listener(text);
      },
      isBusy: () => this.busy,
      refuse: (reason) => void this.refusals.push(reason),
    });
    this.peer = peer;
    for (const listener of this.openings) listener(true);
  }

  plugOut(): void {
    this.peer?.close();
    this.peer = undefined;
    for (const listener of this.openings) listener(false);
  }

  drain(): void {
    this.busy = false;
    this.peer?.deliver();
  }

  /** As if the lab had sent this. */
  inject(message: unknown): void {
    for (const listener of this.messages) listener(typeof message === 'string' ? message : JSON.stringify(message));
  }

  send(text: string): void {
    this.peer?.receive(text);
  }

  onMessage(listener: (text: string) => void): () => void {
    this.messages.add(listener);
    return () => this.messages.delete(listener);
  }

  onOpenChange(listener: (open: boolean) => void): () => void {
    this.openings.add(listener);
    return () => this.openings.delete(listener);
  }
}
