import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { runCli } from '../../src-main/shells/cli/cli.ts';
import { chromium as chromiumOptions } from '../support/chromium.ts';
import { reportHtml } from '../../src-main/exports/report/report-html.ts';
import { generatorReport, plain, recorded } from '../support/reported-generators.ts';
import { sweepReport, sweepStateOf } from '../support/reported-sweep.ts';
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

/** Findings of axe and complaints of the page. */
async function opened(of: string, colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('request', (request) => problems.push(...(request.url().startsWith('file:') ? [] : [request.url()])));
  await page.goto(pathToFileURL(of).href);
  // From outside the page, whose policy forbids scripts.
  await page.evaluate(readFileSync(path.join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8'));
  const violations = await page.evaluate<string[]>(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  );
  const look = await page.evaluate(
    `({ background: getComputedStyle(document.documentElement).backgroundColor, wide: document.documentElement.scrollWidth })`,
  );
  await context.close();
  return { violations, problems, look };
}

it('of 20 runs is small enough to be sent', () => expect(statSync(file).size).toBeLessThan(3e6));

describe.each([
  ['20 runs', () => readFileSync(file, 'utf8')],
  ['generators', () => reportHtml(generatorReport(plain, recorded))],
  ['a sweep', () => reportHtml(sweepReport(sweepStateOf(6)))],
] as const)('the page of a report of %s', (name, html) => {
  it.each(['light', 'dark'] as const)(
    'opens without a network, can be read by all, and breaks no rule of its own (%s)',
    async (colorScheme) => {
      const page = path.join(folder, `${name}.html`);
      writeFileSync(page, html());
      const background = colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(22, 25, 31)';
      expect(await opened(page, colorScheme)).toEqual({
        violations: [],
        problems: [],
        look: { background, wide: 1280 },
      });
    },
  );
});
