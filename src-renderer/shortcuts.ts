import { tinykeys } from 'tinykeys';
import type { Command } from './commands.svelte.ts';

const typing =
  'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]';

/** A dialog takes all keys as soon as it opens: the focus may follow a moment later. */
const over = ':is([role="dialog"], [role="alertdialog"]):not([data-state="closed"])';

/** Whether a key press belongs to what has the focus: a text field, an open menu or a dialog. */
function belongsElsewhere(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  if (event.defaultPrevented || event.isComposing) return true;
  if (document.querySelector(over) !== null) return true;
  if (target?.closest('[role="menu"], [role="listbox"]')) return true;
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  return !modified && Boolean(target?.closest(typing));
}

/** Listens for the shortcuts of commands; gives the function that stops it. */
export function bindShortcuts(commands: readonly Command[]): () => void {
  const bindings: Record<string, (event: KeyboardEvent) => void> = {};
  for (const { shortcut, run } of commands) {
    if (shortcut === undefined) continue;
    bindings[shortcut] = (event) => {
      event.preventDefault();
      run();
    };
  }
  return tinykeys(window, bindings, { ignore: belongsElsewhere });
}
