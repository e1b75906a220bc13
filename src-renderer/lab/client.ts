import { connect } from '../../src-shared/api/client.ts';
import { bridgeChannel, webSocketChannel } from './channel.ts';

function socketAddress(): string {
  const url = new URL('/lab', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}

const bridge = window.labBridge;

/** This window's connection to the lab: over the preload bridge on the desktop, over a WebSocket in a browser. */
export const connection = connect(bridge ? bridgeChannel(bridge) : webSocketChannel(socketAddress()));

/** The calls of the contract, e.g. `await lab.getRun({ id })`. They reject with a `LabError`. */
export const lab = connection.lab;
