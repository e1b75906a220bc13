import type { MethodCheck } from '../../../src-shared/api/lab.ts';

export type { MethodCheck };

const outcomeOf =
  (outcome: MethodCheck['outcome']) =>
  (name: string, text: string): MethodCheck => ({ name, outcome, text });

export const passed = outcomeOf('passed');
export const failed = outcomeOf('failed');
/** Nothing to check, and why. */
export const skipped = outcomeOf('skipped');
