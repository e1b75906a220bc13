// Writes pictures of every page, light and dark, to docs/screenshots: the real lab after a quick start.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findChromium } from './setup/chromium.mjs';
import { LabUnderTest } from '../test/e2e/support/lab.ts';
import { tour, waitUntilShown } from '../test/e2e/support/tour.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '1280x800' }, out: { type: 'string', default: 'docs/screenshots' } },
});
const [width = 1280, height = 800] = values.size.split('x').map(Number);
const executablePath = findChromium();

const lab = new LabUnderTest();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await lab.start();
  mkdirSync(values.out, { recursive: true });
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(lab.url);
  await page.getByRole('button', { name: 'Run the quick start' }).click();
  await page.locator('main [data-status=done]').nth(2).waitFor({ timeout: 600_000 });
  const address = new URL(lab.url).origin;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const stop of tour(lab)) {
      const { name } = stop;
      await page.goto(`${address}/#${stop.route}`);
      await waitUntilShown(page, stop);
      // Pictures and estimates come a moment after the texts.
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(values.out, `${name}-${colorScheme}.png`) });
      console.log(`${name}, ${colorScheme}`);
    }
  }
} finally {
  await browser.close();
  await lab.discard();
}
