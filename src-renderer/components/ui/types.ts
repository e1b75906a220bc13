import type { LucideProps } from '@lucide/svelte';
import type { Component } from 'svelte';

/** An icon of the icon set, imported singly: `import Play from '@lucide/svelte/icons/play'`. */
export type Icon = Component<LucideProps>;

/** Attributes that `Field` passes to its control, accepted by every form control. */
export interface ControlProps {
  id?: string | undefined;
  /** Id of the text that says more: help or the error. */
  describedBy?: string | undefined;
  invalid?: boolean | undefined;
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  /** A second, quieter line. */
  description?: string | undefined;
  /** Choices of one group stand together below its name. */
  group?: string | undefined;
  disabled?: boolean | undefined;
}
