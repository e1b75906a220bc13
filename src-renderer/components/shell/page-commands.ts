import type { Command } from '../../commands.svelte.ts';

const controls = 'main [data-actions] :is(a[href], button:not([role])):not(:disabled, [aria-disabled="true"])';

function press(control: HTMLElement): void {
  control.focus();
  // A menu opens by key or pointer, not by a click.
  if (control.getAttribute('aria-haspopup') !== 'menu') control.click();
  else control.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
}

/** Actions at the head of the current page and of its panels, as commands. */
export function pageCommands(): Command[] {
  const commands = new Map<string, Command>();
  for (const control of document.querySelectorAll<HTMLElement>(controls)) {
    const title = (control.getAttribute('aria-label') ?? control.textContent).trim();
    if (title === '' || commands.has(title) || !control.checkVisibility()) continue;
    commands.set(title, { id: `page-${title}`, title, group: 'page', run: () => press(control) });
  }
  return [...commands.values()];
}
