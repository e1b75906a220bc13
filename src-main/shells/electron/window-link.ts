import type { IpcMain, IpcMainEvent, WebContents } from 'electron';
import type { WirePeer } from '../wire/wire-peer.ts';
import type { WireServer } from '../wire/wire-server.ts';
import { channels } from './channels.ts';
import { isOwnPage } from './sender.ts';

/** Connects windows to the lab: each page by its texts, for as long as it is there. */
export class WindowLink {
  private readonly peers = new Map<WebContents, WirePeer>();
  private readonly wire: WireServer;
  private readonly origin: string;

  constructor(ipc: IpcMain, wire: WireServer, origin: string) {
    this.wire = wire;
    this.origin = origin;
    ipc.on(channels.text, (event, text: unknown) => this.receive(event, text));
  }

  private receive(event: IpcMainEvent, text: unknown): void {
    if (!isOwnPage(event, this.origin) || typeof text !== 'string') return;
    this.peerOf(event.sender).receive(text);
  }

  private peerOf(contents: WebContents): WirePeer {
    const known = this.peers.get(contents);
    if (known) return known;
    const peer = this.wire.accept({
      send: (text) => {
        if (!contents.isDestroyed()) contents.send(channels.text, text);
      },
      // A page that breaks the protocol is ignored until it is loaded again and says hello.
      refuse: () => this.peers.delete(contents),
    });
    this.peers.set(contents, peer);
    contents.once('destroyed', () => this.drop(contents));
    return peer;
  }

  private drop(contents: WebContents): void {
    this.peers.get(contents)?.close();
    this.peers.delete(contents);
  }
}
