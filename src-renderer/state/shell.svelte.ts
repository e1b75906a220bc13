import { z } from 'zod';
import { persisted } from './persisted.svelte.ts';

const schema = z.strictObject({ sidebarNarrow: z.boolean() });

class ShellState {
  readonly #kept = persisted('shell', schema, () => ({ sidebarNarrow: false }));
  paletteOpen = $state(false);
  shortcutsOpen = $state(false);

  get sidebarNarrow(): boolean {
    return this.#kept.current.sidebarNarrow;
  }

  toggleSidebar(): void {
    this.#kept.current.sidebarNarrow = !this.#kept.current.sidebarNarrow;
  }
}

/** State of the frame around the pages: parts that are open, and their width. */
export const shellState = new ShellState();
