import './bridge.ts';
import '../../../src-renderer/lab/ui-storage.ts';
import '../../../src-renderer/styles/tokens.css';
import '../../../src-renderer/styles/fonts.css';
import '../../../src-renderer/styles/base.css';
import '../../../src-renderer/styles/controls.css';
import '../../../src-renderer/styles/floating.css';
import { beforeEach } from 'vitest';
import { toasts } from '../../../src-renderer/components/ui/toasts.svelte.ts';
import { fakeLab } from './fake-lab.ts';

beforeEach(() => {
  toasts.dismissAll();
  window.location.hash = '';
  fakeLab.renew();
});
