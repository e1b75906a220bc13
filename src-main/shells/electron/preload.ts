import { contextBridge } from 'electron';
import { bridgeName } from '../../../src-shared/bridge.ts';
import type { Bridge } from '../../../src-shared/bridge.ts';

const bridge: Bridge = { shell: 'desktop', version: __LAB_VERSION__ };
contextBridge.exposeInMainWorld(bridgeName, bridge);
