import AxeBuilder from '@axe-core/playwright';
import { expectStatus, smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';
import { tour } from './support/tour.ts';

const serious = ['serious', 'critical'];

test('axe finds nothing serious on any page, in light and dark', async ({ lab, openPage }) => {
  test.setTimeout(240_000);
  const page = await openPage('/new');
  await startExperiment(page, [smallConfig({ images: 64, method: 'noadapt', options: {}, mgg: null })]);
  await expectStatus(page, 'done');
  await openPage('/new');
  await startExperiment(page, [smallConfig({ images: 64 })]);
  await expectStatus(page, 'done');

  const violations: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const { name, route, ready } of tour(lab)) {
      await openPage(route);
      await expect(page.getByText(ready).first()).toBeVisible();
      const results = await new AxeBuilder({ page }).analyze();
      for (const { id, impact, help, nodes } of results.violations) {
        if (!serious.includes(impact ?? '')) continue;
        violations.push(`${name}, ${colorScheme}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
      }
    }
  }
  expect(violations).toEqual([]);
});

test('every page has one heading, a title of its own and no sideways scrolling', async ({ lab, openPage }) => {
  const titles = new Set<string>();
  for (const width of [400, 1280]) {
    const page = await openPage('/');
    await page.setViewportSize({ width, height: 800 });
    for (const { name, route, ready } of tour(lab)) {
      await openPage(route);
      await expect(page.getByText(ready).first()).toBeVisible();
      await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
      titles.add(await page.title());
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow, `${name} at ${width} pixels`).toBeLessThanOrEqual(0);
    }
  }
  expect(titles.size).toBeGreaterThanOrEqual(12);
});
