import type { Browser, Page } from '@playwright/test';

interface Event {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Wall-clock and processor time in microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Longest task of a page's main thread, in milliseconds on the clock and of processor time; the latter hardly depends on
 * what else the computer does.
 */
export interface LongestTask {
  readonly wall: number;
  readonly cpu: number;
}

function longestTask(events: readonly Event[]): LongestTask {
  // There may be renderers that draw other pages; they have nothing to do.
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const isMain = (task: Event) => threads.some(({ pid, tid }) => pid === task.pid && tid === task.tid);
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && event.ph === 'X' && isMain(event));
  const most = (of: (event: Event) => number | undefined) =>
    Math.max(0, ...tasks.map((task) => (of(task) ?? 0) / 1000));
  return { wall: most(({ dur }) => dur), cpu: most(({ tdur }) => tdur) };
}

function browserOf(page: Page): Browser {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page belongs to no browser.');
  return browser;
}

/** Watches the tasks of a page until `stopTrace`. */
const startTrace = (page: Page): Promise<void> =>
  browserOf(page).startTracing(page, { categories: ['toplevel', '__metadata'] });

/** @returns the longest task since `startTrace`, up to when what was done is drawn */
async function stopTrace(page: Page): Promise<LongestTask> {
  await page.waitForTimeout(300);
  const trace = JSON.parse((await browserOf(page).stopTracing()).toString()) as { traceEvents: Event[] };
  return longestTask(trace.traceEvents);
}

/** Traces a page while something is done, and until it is drawn. */
export async function traceLongestTask(page: Page, act: () => Promise<void>): Promise<LongestTask> {
  await startTrace(page);
  await act();
  return stopTrace(page);
}
