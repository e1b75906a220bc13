import { expect, test } from './support/lab.ts';

test.use({ ownLab: false });

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
  // The lab is others', too.
  await page.keyboard.press('[');
  await expect(saved).toBeVisible();
});

for (const width of [360, 1280]) {
  test(`fits a window of ${width} pixels`, async ({ openPage }) => {
    const page = await openPage('/');
    await page.setViewportSize({ width, height: 800 });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  });
}
