import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { docsHtml } from './scripts/build/docs-html.ts';
import { chromium } from './test/support/chromium.ts';
import { keptModules } from './test/support/kept-modules.ts';
import { windowPackages } from './test/support/window-packages.ts';

const renderer = 'test/unit/renderer/**';
/** Tests that put something else in place of modules or of the clock, or change their process: each needs one of its own. */
const alone = globSync('test/unit/**/*.test.ts', { cwd: import.meta.dirname })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) =>
    /\bvi\.(mock|doMock|stub|useFakeTimers)|\bprocess\.(env\b.*[^=!]=[^=]|chdir|exitCode)/.test(
      readFileSync(new URL(file, import.meta.url), 'utf8'),
    ),
  );
const isRenderer = (file: string): boolean => file.startsWith('test/unit/renderer/');

/** Node loads the sources as the command `lab` does: Vite would transform each module for each project. */
const experimental = { viteModuleRunner: false, nodeLoader: false };
const setupFiles = ['test/support/compare-bytes.ts'];

/** As modules of a window are compiled. */
const window = { plugins: [docsHtml(), svelte({ configFile: false })], resolve: { conditions: ['browser'] } };
const windowTest = { environment: './test/support/window-environment.ts', server: { deps: { inline: ['svelte'] } } };

export default defineConfig({
  test: {
    pool: 'forks',
    // What tests fork loads the sources as the command `lab` does. With more room for what lives for a moment, such as
    // TensorFlow.js' arrays, the garbage collector takes 8 % less of the processor time of tests of numbers.
    execArgv: ['--import', new URL('bin/preload.mjs', import.meta.url).href, '--max-semi-space-size=64'],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      // Most share what a worker has loaded, which takes longer than they do.
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: [renderer, ...alone],
          isolate: false,
          experimental,
          setupFiles,
        },
      },
      { extends: true, test: { name: 'unit-alone', include: alone.filter((file) => !isRenderer(file)) } },
      {
        extends: true,
        ...window,
        test: { ...windowTest, name: 'renderer', include: [`${renderer}/*.test.ts`], exclude: alone, isolate: false },
      },
      {
        extends: true,
        ...window,
        test: { ...windowTest, name: 'renderer-alone', include: alone.filter(isRenderer) },
      },
      {
        extends: true,
        plugins: [docsHtml(), svelte({ configFile: false }), keptModules()],
        optimizeDeps: { include: windowPackages() },
        define: { __LAB_VERSION__: '"0.0.0"', __LAB_NOTICE__: '"NOTICE"' },
        test: {
          name: 'component',
          include: ['test/component/**/*.test.ts'],
          setupFiles: ['test/component/support/setup.ts'],
          testTimeout: 60_000,
          // What is waited for is there at once, but on a computer that does something else.
          expect: { poll: { timeout: 15_000 } },
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions: chromium, contextOptions: { reducedMotion: 'reduce' } }),
            instances: [{ browser: 'chromium' }],
            viewport: { width: 1280, height: 860 },
            screenshotFailures: false,
          },
        },
      },
      {
        extends: true,
        test: { name: 'golden', include: ['test/golden/**/*.test.ts'], testTimeout: 120_000, experimental, setupFiles },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          experimental,
          // Each has processes of its own that compute, and stops them in the middle: after the rest, few at a time.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
