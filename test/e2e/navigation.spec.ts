import type { Locator, Page } from '@playwright/test';
import { addressOf, parseHash } from '../../src-renderer/routes.ts';
import { storedRuns, withFourRuns } from './support/comparison-runs.ts';
import { full } from './support/full.ts';
import { expect, test } from './support/lab.ts';

test.describe.configure({ mode: 'serial' });

const title = (page: Page): Locator => page.getByRole('heading', { level: 1 });
const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' }).locator('tr[data-run]');
const sidebar = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
const hashOf = (page: Page): string => new URL(page.url()).hash;

test('a group is compared in detail, and cloned', async ({ lab, openPage }) => {
  test.setTimeout(180_000);
  await withFourRuns(lab, openPage);
  const page = await openPage('/runs');
  await rows(page).first().waitFor();
  const [group] = lab.query<{ name: string }>('SELECT group_name AS name FROM runs');
  await openPage(`/groups/${encodeURIComponent(group!.name)}`);
  await page.getByRole('link', { name: 'Compare in detail' }).click();
  await expect(title(page)).toHaveText('Compare');
  expect(parseHash(hashOf(page)).query['ids']?.split(',')).toEqual(storedRuns(lab).map(({ id }) => id));
  await expect(page.getByText(/No runs selected/)).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('table').first()).toContainText('2 seeds');
  await page.goBack();
  await page.getByRole('main').getByRole('link', { name: 'Clone' }).click();
  await expect(page.locator('[data-method=tent]').getByRole('checkbox')).toBeChecked();
});

test('every link of every page leads to a page that reads what the link says', full, async ({ lab, openPage }) => {
  test.setTimeout(180_000);
  const page = await openPage('/');
  const ids = storedRuns(lab).map(({ id }) => id);
  const [group] = lab.query<{ name: string }>('SELECT group_name AS name FROM runs');
  const pages = ['/', '/new', '/runs', `/runs/${ids[0]!}`, `/groups/${encodeURIComponent(group!.name)}`];
  pages.push('/compare', `/compare?ids=${ids.join(',')}`, '/pretrain', '/suites', '/datasets', '/models', '/engines');
  pages.push('/suites/quickstart-corruptions', '/settings', '/nowhere');
  const clicked = new Set<string>();
  for (const start of pages) {
    await openPage(start);
    await expect(title(page)).toBeVisible();
    await expect(page.locator('main [data-loading]')).toHaveCount(0);
    const links = await page
      .locator('a[href^="#/"]:visible')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    for (const address of new Set(links)) {
      const place = parseHash(address);
      expect(place.name, `${start} → ${address}`).not.toBe('notFound');
      if (place.name !== 'notFound') expect(addressOf({ ...place, name: place.name }), start).toBe(address);
      // Of links that differ in their values only, one is followed.
      const kind = [place.name, ...Object.keys(place.query)].join(' ');
      if (clicked.has(kind)) continue;
      clicked.add(kind);
      // Those beside the pages are on each of them.
      const link = page.locator(`a[href="${address}"]:visible`).first();
      if ((await page.getByRole('navigation').locator(link).count()) === 0) await openPage(start);
      await link.click();
      await expect.poll(() => parseHash(hashOf(page)).name, address).toBe(place.name);
      await expect(title(page)).toBeVisible();
      await expect(page.getByText('Something went wrong on this page.')).toHaveCount(0);
    }
  }
  expect(clicked.size).toBeGreaterThan(15);
});

test('comparison and filters are there again after New experiment, by Back, by a pasted link, by the sidebar', async ({
  lab,
  openPage,
}) => {
  const ids = storedRuns(lab)
    .map(({ id }) => id)
    .join(',');
  const page = await openPage(`/compare?ids=${ids}&metric=ece`);
  const compared = page.getByRole('main').getByRole('table').first();
  await expect(compared).toBeVisible();
  const address = hashOf(page);
  await sidebar(page, 'New experiment').click();
  await expect(title(page)).toHaveText('New experiment');
  await page.goBack();
  await expect(compared).toBeVisible();
  expect(hashOf(page)).toBe(address);

  await sidebar(page, 'New experiment').click();
  await expect(title(page)).toHaveText('New experiment');
  await openPage(`/compare?ids=${ids}`);
  await expect(compared).toBeVisible();
  expect(parseHash(hashOf(page)).query).toEqual({ ids });

  await sidebar(page, 'Home').click();
  await expect(title(page)).not.toHaveText('Compare');
  await sidebar(page, 'Compare').click();
  await expect(compared).toBeVisible();

  await openPage('/runs?method=tent');
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole('main').getByRole('link', { name: 'New experiment' }).click();
  await expect(title(page)).toHaveText('New experiment');
  await page.goBack();
  await expect(rows(page)).toHaveCount(2);
  expect(parseHash(hashOf(page)).query).toEqual({ method: 'tent' });
});
