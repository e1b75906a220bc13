import type { OwnCheck } from '../../../src-shared/api/own.ts';

export type { OwnCheck };

const outcomeOf =
  (outcome: OwnCheck['outcome']) =>
  (name: string, text: string): OwnCheck => ({ name, outcome, text });

export const passed = outcomeOf('passed');
export const failed = outcomeOf('failed');
/** Nothing to check, and why. */
export const skipped = outcomeOf('skipped');
