import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/lab.ts';
import { addMeasuredRuns } from './support/measured-runs.ts';
import { tour, waitUntilShown } from './support/tour.ts';

/** What axe finds that is serious on the page in view. */
async function seriousViolations(page: Page, colorScheme: 'light' | 'dark'): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  // Pages have no frames to be searched from a page of axe's own, and what is right needs no report.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  // In the dark only the colours are others.
  const results = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${colorScheme}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('every page is accessible in light and dark, has one heading, a title of its own and no sideways scrolling', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(300_000);
  const page = await openPage('/runs');
  addMeasuredRuns(lab);
  const titles = new Set<string>();
  for (const stop of tour(lab)) {
    const { name } = stop;
    await openPage(stop.route);
    await waitUntilShown(page, stop);
    await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
    titles.add(await page.title());
    for (const scheme of ['light', 'dark'] as const) {
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
