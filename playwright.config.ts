import { defineConfig } from '@playwright/test';
import { full } from './test/e2e/support/full.ts';
import { chromium } from './test/support/chromium.ts';
import { thorough } from './test/support/thorough.ts';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  ...(thorough ? {} : { grepInvert: new RegExp(full.tag) }),
  timeout: 120_000,
  // What is waited for is there at once, but on a computer that does something else.
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1280, height: 860 },
    // What moves costs much to draw without a graphics card, and nothing waits for it.
    contextOptions: { reducedMotion: 'reduce' },
    // A trace records every action of every test, for the few that fail: `npm run test:e2e -- --trace on FILE`
    // shows one.
    trace: 'off',
    launchOptions: chromium,
  },
});
