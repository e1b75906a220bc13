import type {} from '@vitest/browser-playwright';
import type { BrowserCommand } from 'vitest/node';
import { startTrace, stopTrace, type LongestTask } from '../../support/long-task.ts';

/** What tests can ask of the browser itself, which runs beside the page: `commands` of `vitest/browser`. */
export const browserCommands: { startTrace: BrowserCommand; stopTrace: BrowserCommand } = {
  startTrace: ({ page }) => startTrace(page),
  stopTrace: ({ page }): Promise<LongestTask> => stopTrace(page),
};

declare module 'vitest/browser' {
  interface BrowserCommands {
    startTrace: () => Promise<void>;
    stopTrace: () => Promise<LongestTask>;
  }
}
