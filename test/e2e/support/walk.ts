import { expect, type Locator, type Page } from '@playwright/test';
import { parseHash } from '../../../src-renderer/routes.ts';

/** Elements that the journeys through the lab's main path watch. */
export const title = (page: Page): Locator => page.getByRole('heading', { level: 1 });
export const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' }).locator('tr[data-run]');
export const searchField = (page: Page): Locator => page.getByRole('textbox', { name: 'Search runs' });
export const compareLink = (page: Page): Locator =>
  page.getByRole('main').getByRole('link', { name: 'Compare in detail' });

export const latestResult = (page: Page): Locator =>
  page.getByRole('region', { name: 'Latest result' }).getByRole('link').first();

/** The group of the quick start, once its runs are done. */
export async function expectQuickstartDone(page: Page): Promise<void> {
  await page.waitForURL(/#\/groups\/./);
  await expect(page.getByRole('table', { name: 'Runs' }).locator('[data-status=done]')).toHaveCount(3, {
    timeout: 150_000,
  });
  await expect(page.getByTestId('outcome')).toContainText('points over NoAdapt');
}

/** The comparison of the three runs. */
export async function expectComparison(page: Page): Promise<void> {
  await expect(title(page)).toHaveText('Compare');
  const table = page.getByRole('main').getByRole('table').first();
  for (const method of ['NoAdapt', 'TENT', 'MGTTA']) await expect(table).toContainText(method);
}

/** The table of runs as it was left: one run found, and selected. */
export async function expectRunsAsLeft(page: Page): Promise<void> {
  await expect(title(page)).toHaveText('Runs');
  await expect(page.getByText('1 run selected')).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).getByRole('checkbox')).toBeChecked();
  expect(parseHash(new URL(page.url()).hash).query).toEqual({ q: 'tent' });
}

/** New experiment with the settings of the selected run. */
export async function expectClone(page: Page): Promise<void> {
  await expect(title(page)).toHaveText('New experiment');
  // Settings and methods are fetched first.
  await expect(page.locator('[data-method=tent]').getByRole('checkbox')).toBeChecked({ timeout: 30_000 });
}
