import './bridge.ts';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/fonts.css';
import '../../../src-renderer/styles/base.css';
import '../../../src-renderer/styles/controls.css';
import '../../../src-renderer/styles/floating.css';
import { beforeEach } from 'vitest';
import { lab } from '../../../src-renderer/lab/client.ts';
import { useUiStorage } from '../../../src-renderer/state/persisted.svelte.ts';
import { toasts } from '../../../src-renderer/components/ui/toasts.svelte.ts';
import { fakeLab } from './fake-lab.ts';

beforeEach(() => {
  // The memory of forms and views begins anew, too.
  useUiStorage({ read: (key) => lab.readUiState({ key }), write: (key, value) => lab.writeUiState({ key, value }) });
  toasts.dismissAll();
  window.location.hash = '';
  fakeLab.renew();
});
