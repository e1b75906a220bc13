import type { Icon } from './types.ts';

/** A line of a `Menu`: an action, a switch (with `checked`), the head of a group or a rule between groups. */
export type MenuEntry =
  | 'separator'
  | { heading: string }
  | {
      label: string;
      run: () => void;
      icon?: Icon | undefined;
      shortcut?: string | undefined;
      danger?: boolean | undefined;
      disabled?: boolean | undefined;
      checked?: boolean | undefined;
    };
