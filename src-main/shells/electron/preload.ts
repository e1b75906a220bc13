import { contextBridge, ipcRenderer } from 'electron';
import { bridgeName } from '../../../src-shared/bridge.ts';
import type { Bridge } from '../../../src-shared/bridge.ts';
import { channels } from './channels.ts';

/** Hands the texts of one channel to the page, without the event, through which it would reach Electron. */
function listen(channel: string, listener: (text: string) => void): () => void {
  const take = (_event: unknown, text: string): void => listener(text);
  ipcRenderer.on(channel, take);
  return () => void ipcRenderer.off(channel, take);
}

const bridge: Bridge = {
  shell: 'desktop',
  version: __LAB_VERSION__,
  platform: process.platform,
  send: (text) => ipcRenderer.send(channels.text, text),
  onMessage: (listener) => listen(channels.text, listener),
  pickFolder: () => ipcRenderer.invoke(channels.pickFolder) as Promise<string | null>,
  pickFile: (kind) => ipcRenderer.invoke(channels.pickFile, kind) as Promise<string | null>,
  showDataFolder: () => ipcRenderer.send(channels.showDataFolder),
  openFile: (file, where) => ipcRenderer.send(channels.openFile, file, where),
  setProgress: (fraction) => ipcRenderer.send(channels.progress, fraction),
  onNavigate: (listener) => listen(channels.navigate, listener),
};
contextBridge.exposeInMainWorld(bridgeName, bridge);
