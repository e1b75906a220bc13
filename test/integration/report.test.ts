import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { runCli } from '../../src-main/shells/cli/cli.ts';
import { chromium as chromiumOptions } from '../support/chromium.ts';
import { addReportedRuns } from '../support/reported-runs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder('report');
const file = path.join(folder, 'report.html');
let browser: Browser;

beforeAll(async () => {
  const store = openStore(path.join(folder, 'lab.sqlite'));
  expect(addReportedRuns(store)).toHaveLength(20);
  store.close();
  expect(await runCli(['report', '--group', 'A_B & 50%', '--html', file, '--data-dir', folder])).toBe(0);
  browser = await chromium.launch(chromiumOptions);
});
afterAll(() => browser.close());

describe('the page of a report of 20 runs', () => {
  it('is small enough to be sent', () => expect(statSync(file).size).toBeLessThan(3e6));

  it.each(['light', 'dark'] as const)(
    'opens without a network, can be read by all, and breaks no rule of its own (%s)',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const problems: string[] = [];
      page.on('console', (message) => problems.push(message.text()));
      page.on('request', (request) => problems.push(...(request.url().startsWith('file:') ? [] : [request.url()])));
      await page.goto(pathToFileURL(file).href);
      // From outside the page, whose policy forbids scripts.
      await page.evaluate(
        readFileSync(path.join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8'),
      );
      const violations = await page.evaluate<string[]>(
        `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
      );
      expect(violations).toEqual([]);
      expect(problems).toEqual([]);
      const look = await page.evaluate(
        `({ background: getComputedStyle(document.documentElement).backgroundColor, wide: document.documentElement.scrollWidth })`,
      );
      expect(look).toEqual({
        background: colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 25, 31)',
        wide: 1280,
      });
      await context.close();
    },
  );
});
