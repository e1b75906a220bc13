import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test, type LabUnderTest, type OpenPage } from './support/lab.ts';
import { tour, waitUntilShown } from './support/tour.ts';

const serious = ['serious', 'critical'];

/** Two finished runs of one group, made once. */
async function withRuns(lab: LabUnderTest, openPage: OpenPage): Promise<Page> {
  const page = await openPage('/new');
  if (lab.query("SELECT id FROM runs WHERE status = 'done'").length >= 2) return page;
  const noAdapt = smallConfig({ images: 64, method: 'noadapt', options: {}, mgg: null });
  await startExperiment(page, [noAdapt, smallConfig({ images: 64 })]);
  await expect(page.locator('main [data-status=done]')).toHaveCount(2, { timeout: 90_000 });
  return page;
}

test('axe finds nothing serious on any page, in light and dark', async ({ lab, openPage }) => {
  test.setTimeout(240_000);
  const page = await withRuns(lab, openPage);
  const violations: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const stop of tour(lab)) {
      const { name } = stop;
      await openPage(stop.route);
      await waitUntilShown(page, stop);
      const axe = new AxeBuilder({ page });
      // In the dark only the colours are others.
      const results = await (colorScheme === 'dark' ? axe.withRules(['color-contrast']) : axe).analyze();
      for (const { id, impact, help, nodes } of results.violations) {
        if (!serious.includes(impact ?? '')) continue;
        violations.push(`${name}, ${colorScheme}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
      }
    }
  }
  expect(violations).toEqual([]);
});

test('every page has one heading, a title of its own and no sideways scrolling', async ({ lab, openPage }) => {
  test.setTimeout(180_000);
  const page = await withRuns(lab, openPage);
  const titles = new Set<string>();
  for (const width of [400, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    for (const stop of tour(lab)) {
      const { name } = stop;
      await openPage(stop.route);
      await waitUntilShown(page, stop);
      await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
      titles.add(await page.title());
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} at ${width} pixels`).toBeLessThanOrEqual(0);
    }
  }
  expect(titles.size).toBeGreaterThanOrEqual(12);
});
