import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './support/lab.ts';

test('shows the first page and where to go from there', async ({ openPage }) => {
  const page = await openPage('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page).toHaveTitle('MGTTA Lab');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await expect(pages.getByRole('link', { name: 'Home' })).toHaveAttribute('aria-current', 'page');
  await pages.getByRole('link', { name: 'Runs' }).click();
  await expect(page).toHaveTitle('Runs – MGTTA Lab');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(page).toHaveTitle('MGTTA Lab');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Connected');
});

test('says so when an address leads nowhere', async ({ openPage }) => {
  const page = await openPage('/nowhere');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await page.getByRole('link', { name: 'Go to Home' }).click();
  await expect(page).toHaveTitle('MGTTA Lab');
});

test('goes everywhere by shortcuts, which stay out of the way while one types', async ({ openPage }) => {
  const page = await openPage('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  await expect(page).toHaveTitle('Engines – MGTTA Lab');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  for (const text of ['Go to Runs', 'In the Runs table', 'Extend the selection', 'In a chart', 'Reset the zoom']) {
    await expect(sheet.getByText(text, { exact: true })).toBeVisible();
  }
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page).toHaveTitle('Engines – MGTTA Lab');
});

test('finds commands in the palette', async ({ openPage }) => {
  const page = await openPage('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: /Go to a page/ });
  await expect(field).toBeFocused();
  await field.fill('datas');
  await expect(page.getByRole('option').first()).toHaveText(/Go to Datasets/);
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(page).toHaveTitle('Datasets – MGTTA Lab');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('takes what is typed right after Ctrl+K, and leaves other shortcuts alone', async ({ openPage }) => {
  const page = await openPage('/models');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('engines');
  const field = page.getByRole('combobox', { name: /Go to a page/ });
  await expect(field).toHaveValue('engines');
  await expect(page).toHaveTitle('Models – MGTTA Lab');
  const found = page.getByRole('option');
  await expect(found.first()).toHaveText(/Go to Engines/);
  await field.fill('zzz');
  await expect(found).toHaveCount(0);
  for (const [typed, group] of [
    ['add checkpoint', 'On this page'],
    ['deyo', 'Methods'],
    ['fashion', 'Datasets'],
    ['small vit', 'Models'],
    ['corruption', 'Suites'],
    ['docs cluster', 'Docs'],
  ] as const) {
    await field.fill(typed);
    await expect(page.getByRole('group', { name: group, exact: true }).getByRole('option').first()).toBeVisible();
  }
  await page.keyboard.press('Control+k');
  await expect(field).toBeHidden();
});

test('keeps the width of the sidebar and the colours over a reload', async ({ openPage }) => {
  const page = await openPage('/settings');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const saved = page.getByRole('navigation', { name: 'Pages' }).getByText('Suites');
  await expect(saved).toBeVisible();
  await page.keyboard.press('[');
  await expect(saved).toBeHidden();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Go to a page/ }).fill('theme: dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(saved).toBeHidden();
});

for (const width of [360, 1280]) {
  test(`fits a window of ${width} pixels`, async ({ openPage }) => {
    const page = await openPage('/');
    await page.setViewportSize({ width, height: 800 });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
}
