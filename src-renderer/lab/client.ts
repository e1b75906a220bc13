import { connect } from '../../src-shared/api/client.ts';
import { bridgeChannel } from './bridge-channel.ts';
import { browserChannel } from './websocket-channel.ts';

const bridge = window.labBridge;

/** This window's connection to the lab: over the preload bridge on the desktop, over a WebSocket in a browser. */
export const connection = connect(bridge ? bridgeChannel(bridge) : browserChannel());

/** The calls of the contract, e.g. `await lab.getRun({ id })`. They reject with a `LabError`. */
export const lab = connection.lab;
