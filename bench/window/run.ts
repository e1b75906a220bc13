// node bench/window/run.ts [--rounds 7]
// How long the built window takes until it can be used, and how much it loads for that. Needs `npm run build` first.
import { median } from '../../src-shared/statistics/median.ts';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from '@playwright/test';
import Table from 'cli-table3';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { LabUnderTest } from '../../test/e2e/support/lab.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
const rounds = Number(values.rounds);
const assets = path.join(import.meta.dirname, '../../out/renderer/assets');

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);

interface Visit {
  /** Milliseconds from the navigation until the first page stands and a click would be answered at once. */
  readonly interactive: number;
  readonly firstPaint: number;
  /** Names of the files that were loaded by then. */
  readonly files: readonly string[];
}

async function visit(page: Page, address: string): Promise<Visit> {
  const files: string[] = [];
  page.on('response', (response) => files.push(path.basename(new URL(response.url()).pathname)));
  await page.goto(address, { waitUntil: 'commit' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  // An idle callback comes when the page has nothing left to do that would keep it from answering.
  const interactive = await page.evaluate(
    () => new Promise<number>((resolve) => requestIdleCallback(() => resolve(performance.now()))),
  );
  const firstPaint = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  return { interactive, firstPaint, files };
}

const executablePath = findChromium();
const lab = new LabUnderTest();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await lab.start();
  const visits: Visit[] = [];
  for (let round = 0; round < rounds; round++) {
    // A context of its own has an empty cache, as at the very first start.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    visits.push(await visit(await context.newPage(), lab.url));
    await context.close();
  }
  const sizeOf = (names: readonly string[]): readonly [number, number] =>
    names.reduce<[number, number]>(
      ([raw, zipped], name) => {
        const content = readFileSync(path.join(assets, name));
        return [raw + content.length, zipped + gzipSync(content).length];
      },
      [0, 0],
    );
  const all = readdirSync(assets).filter((name) => statSync(path.join(assets, name)).isFile());
  const loaded = all.filter((name) => visits[0]!.files.includes(name));
  const table = new Table({ head: ['quantity', 'value'], style: { head: [], border: [] } });
  table.push(
    ['first contentful paint, median', `${median(visits.map(({ firstPaint }) => firstPaint)).toFixed(0)} ms`],
    ['interactive, median', `${median(visits.map(({ interactive }) => interactive)).toFixed(0)} ms`],
    ['interactive, worst', `${Math.max(...visits.map(({ interactive }) => interactive)).toFixed(0)} ms`],
  );
  for (const [what, names] of [['first page', loaded] as const, ['all pages', all] as const]) {
    for (const ending of ['.js', '.css', '.woff2']) {
      const [raw, zipped] = sizeOf(names.filter((name) => name.endsWith(ending)));
      table.push([`${what}, ${ending}`, `${kilobytes(raw)} kB (${kilobytes(zipped)} kB gzipped)`]);
    }
  }
  console.log(table.toString());
} finally {
  await browser.close();
  await lab.discard();
}
