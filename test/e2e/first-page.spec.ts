import { expect, test } from '@playwright/test';
import { startBrowserShell } from './browser-shell.ts';
import type { BrowserShell } from './browser-shell.ts';

let shell: BrowserShell;

test.beforeAll(async () => {
  shell = await startBrowserShell();
});

test.afterAll(async () => {
  expect(await shell.end()).toBe(0);
});

test('shows the first page without an error or a violated policy', async ({ page }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });

  await page.goto(shell.url);
  await expect(page).toHaveTitle('MGTTA Lab');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A laboratory for test‑time adaptation');
  await expect(page.getByText('npm run quickstart')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('the policy stops inline scripts', async ({ page }) => {
  await page.goto(shell.url);
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injected = true';
    document.body.append(script);
    return 'injected' in window;
  });
  expect(ran).toBe(false);
});

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`fits a ${width} pixel wide window in ${colorScheme} colours`, async ({ page }, info) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 860 });
      await page.goto(shell.url);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.screenshot({ path: info.outputPath('page.png'), fullPage: true });
    });
  }
}

test('refuses a wrong token, no token and a foreign host', async ({ playwright }) => {
  const { origin, port } = new URL(shell.url);
  const request = await playwright.request.newContext();
  expect((await request.get(`${origin}/?token=wrong`)).status()).toBe(403);
  expect((await request.get(`${origin}/`)).status()).toBe(403);
  expect((await request.get(shell.url, { headers: { Host: `lab.example:${port}` } })).status()).toBe(403);
  expect((await request.get(shell.url, { headers: { Origin: 'https://lab.example' } })).status()).toBe(403);
  expect((await request.get(shell.url)).status()).toBe(200);
  await request.dispose();
});
