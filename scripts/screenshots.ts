// Writes pictures of every page, light and dark, to test-results/screenshots: the real lab after a quick start.
// `--sizes 1024x768,1920x1080` writes a folder per size of the window.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { findChromium } from './setup/chromium.mjs';
import { LabUnderTest } from '../test/e2e/support/lab.ts';
import { tour, waitUntilShown } from '../test/e2e/support/tour.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1280x800' },
    out: { type: 'string', default: 'test-results/screenshots' },
  },
});
const sizes = values.sizes.split(',');
const executablePath = findChromium();

const lab = new LabUnderTest();

/** Pictures of every page at the window's present size. */
async function takePictures(page: Page, address: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const stop of tour(lab)) {
      await page.goto(`${address}/#${stop.route}`);
      await waitUntilShown(page, stop);
      // Pictures and estimates come a moment after the texts.
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(1500);
      await page.screenshot({ path: path.join(folder, `${stop.name}-${colorScheme}.png`) });
      console.log(`${folder}: ${stop.name}, ${colorScheme}`);
    }
  }
}

const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await lab.start();
  const page = await browser.newPage();
  await page.goto(lab.url);
  await page.getByRole('button', { name: 'Run the quick start' }).click();
  await page.locator('main [data-status=done]').nth(2).waitFor({ timeout: 600_000 });
  const address = new URL(lab.url).origin;
  for (const size of sizes) {
    const [width = 1280, height = 800] = size.split('x').map(Number);
    await page.setViewportSize({ width, height });
    await takePictures(page, address, sizes.length > 1 ? path.join(values.out, size) : values.out);
  }
} finally {
  await browser.close();
  await lab.discard();
}
