import type { Page } from '@playwright/test';
import axe, { type AxeResults, type RunOptions } from 'axe-core';
import { expectStatus, smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';
import { addMeasuredRuns } from './support/measured-runs.ts';
import { tour, waitUntilShown } from './support/tour.ts';
import { some, thorough } from '../support/thorough.ts';

/** Serious findings of axe on the page in view, once axe was given to the page. */
async function seriousViolations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  // Passed checks need no report.
  const options: RunOptions = { resultTypes: ['violations'] };
  // In the dark only the colours are others.
  if (colorScheme === 'dark') options.runOnly = ['color-contrast'];
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${JSON.stringify(options)}).then((results) => results.violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${colorScheme}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('every page is accessible in light and dark, has one heading, a title of its own and no sideways scrolling', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(300_000);
  const page = await openPage('/new');
  // While one is under way, nothing is calibrated for the estimates of pages.
  const shifts = ['gaussian_noise', 'shot_noise'].map((corruption) => ({ corruption, severity: 5 }));
  await startExperiment(page, [smallConfig({ images: 4000, batchSize: 4, shifts })]);
  await page.getByRole('main').getByRole('button', { name: 'Pause' }).click();
  await expectStatus(page, 'paused');
  addMeasuredRuns(lab);
  // Once: going to another page loads nothing anew.
  await page.evaluate(axe.source);
  const titles = new Set<string>();
  const stops = tour(lab);
  const examined = some(stops, 3);
  const schemes = thorough ? (['light', 'dark'] as const) : (['light'] as const);
  for (const stop of stops) {
    const { name } = stop;
    await openPage(stop.route);
    await waitUntilShown(page, stop);
    await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
    titles.add(await page.title());
    for (const scheme of examined.includes(stop) ? schemes : []) {
      expect.soft(await seriousViolations(page, scheme), name).toEqual([]);
    }
    for (const width of [400, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      // Charts take their new width a moment later.
      await expect.soft.poll(overflow, { message: `${name} at ${width} pixels` }).toBeLessThanOrEqual(0);
    }
  }
  expect(titles.size).toBeGreaterThanOrEqual(12);
});
