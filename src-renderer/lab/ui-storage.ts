import { flushPersisted, useUiStorage } from '../state/persisted.svelte.ts';
import { lab } from './client.ts';

// Runs when it is imported, before any module that keeps state: what forms and views remember lies with the lab.
useUiStorage({
  read: (key) => lab.readUiState({ key }),
  write: (key, value) => lab.writeUiState({ key, value }),
});

window.addEventListener('pagehide', () => void flushPersisted());
