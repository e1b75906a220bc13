import type { Page } from '@playwright/test';

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
  const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = events.filter(
    ({ name, ph, pid, tid }) => name.endsWith('RunTask') && ph === 'X' && pid === main?.pid && tid === main.tid,
  );
  const most = (of: (event: Event) => number | undefined) =>
    Math.max(0, ...tasks.map((task) => (of(task) ?? 0) / 1000));
  return { wall: most(({ dur }) => dur), cpu: most(({ tdur }) => tdur) };
}

/** Traces a page while something is done, and until it is drawn. */
export async function traceLongestTask(page: Page, act: () => Promise<void>): Promise<LongestTask> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page belongs to no browser.');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  await page.waitForTimeout(300);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Event[] };
  return longestTask(trace.traceEvents);
}
