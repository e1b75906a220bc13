import { page, type Locator } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../../../src-renderer/App.svelte';
import { shellState } from '../../../src-renderer/state/shell.svelte.ts';
import { fakeLab } from './fake-lab.ts';

/** The whole window, e.g. at `/runs`, before a lab that says what this test has said so far. */
export async function openWindow(route: string): Promise<void> {
  fakeLab.refresh();
  shellState.paletteOpen = false;
  window.location.hash = route;
  await render(App);
}

export const title = (): Locator => page.getByRole('heading', { level: 1 });
