import { page, type Locator } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import App from '../../../src-renderer/App.svelte';
import { fakeLab } from './fake-lab.ts';

/** Goes elsewhere in the window, as a link does. */
export function go(route: string): void {
  window.location.hash = route;
}

/** The whole window, e.g. at `/runs`, before a lab that says what this test has said so far. */
export async function openWindow(route: string): Promise<void> {
  fakeLab.refresh();
  go(route);
  await render(App);
}

export const title = (): Locator => page.getByRole('heading', { level: 1 });
export const main = (): Locator => page.getByRole('main');

/** The texts of elements, blanks as one. */
export const textsOf = (elements: Locator): string[] =>
  elements.elements().map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
