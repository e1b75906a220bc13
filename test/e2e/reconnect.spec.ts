import type { Page } from '@playwright/test';
import { expect, onDesktop, test } from './support/lab.ts';

test.skip(onDesktop, 'A desktop window lives and dies with its lab.');

/** Messages of the browser itself about a server that is gone. */
const lostServer = /WebSocket|ERR_CONNECTION|net::/;

const connected = (page: Page) => page.getByText('Connected', { exact: true });

async function chooseTheme(page: Page, theme: string): Promise<void> {
  await page.getByRole('main').getByText(theme, { exact: true }).click();
}

test('two tabs see the same', async ({ openPage }) => {
  const first = await openPage('/settings');
  const second = await openPage('/settings', { another: true });
  await expect(connected(first)).toBeVisible();
  await expect(connected(second)).toBeVisible();
  await chooseTheme(first, 'Dark');
  await expect(second.locator('html')).toHaveAttribute('data-theme', 'dark');
  await chooseTheme(second, 'Light');
  await expect(first.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('a tab says that the lab is gone, and comes back with it', async ({ lab, openPage, problems }) => {
  problems.allow(lostServer);
  const page = await openPage('/settings');
  await expect(connected(page)).toBeVisible();
  expect(await lab.end()).toBe(0);
  await expect(page.getByText('The lab cannot be reached.')).toBeVisible();
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Connection lost');
  await expect(connected(page)).toBeHidden();
  await lab.start();
  await expect(connected(page)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('The lab cannot be reached.')).toBeHidden();
  await chooseTheme(page, 'Dark');
  await expect
    .poll(() => lab.query("SELECT value FROM key_values WHERE key = 'settings'"))
    .toMatchObject([{ value: expect.stringContaining('"theme":"dark"') as unknown }]);
});

test('what a tab missed is there when it comes back', async ({ lab, openPage, problems }) => {
  problems.allow(lostServer);
  const first = await openPage('/settings');
  await chooseTheme(first, 'Light');
  await expect(first.locator('html')).toHaveAttribute('data-theme', 'light');
  await first.context().setOffline(true);
  await lab.kill();
  await expect(connected(first)).toBeHidden();
  await lab.start();
  await first.context().setOffline(false);
  const second = await openPage('/settings', { another: true });
  await chooseTheme(second, 'Dark');
  await expect(first.locator('html')).toHaveAttribute('data-theme', 'dark', { timeout: 20_000 });
});

test('a run goes on while its tab is reloaded, and can be resumed after the lab was killed', async ({
  lab,
  openPage,
  problems,
}) => {
  test.setTimeout(120_000);
  problems.allow(lostServer);
  const page = await openPage('/');
  await page.getByRole('button', { name: 'Run the full quick start' }).click();
  const measured = () => lab.query<{ count: number }>('SELECT count(*) AS count FROM batches')[0]!.count;
  await expect.poll(measured, { timeout: 60_000 }).toBeGreaterThan(0);
  const before = measured();
  await page.reload();
  await expect(connected(page)).toBeVisible();
  await expect.poll(measured, { timeout: 30_000 }).toBeGreaterThan(before);

  await lab.kill();
  await lab.start();
  const statuses = () => lab.query<{ status: string }>('SELECT status FROM runs').map(({ status }) => status);
  await expect.poll(statuses).toContain('interrupted');
  await expect(connected(page)).toBeVisible({ timeout: 20_000 });
  const [interrupted] = lab.query<{ id: string }>("SELECT id FROM runs WHERE status = 'interrupted'");
  const runPage = await openPage(`/runs/${interrupted!.id}`);
  // The latter where the run had not come to its first checkpoint.
  await runPage
    .getByRole('button', { name: /^(Resume|Start again)$/ })
    .first()
    .click();
  await expect.poll(statuses, { timeout: 30_000 }).toContain('running');
  await expect.poll(measured, { timeout: 30_000 }).toBeGreaterThan(before);
});
