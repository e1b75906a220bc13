/*
 * How soon the page of flips of a large run shows images, and what memory the window takes: node bench/images/window.ts
 * [--images 50000] [--classes 1000] [--rounds 5] [--folder <kept one>]. Needs `npm run build` first. Opens the page for two runs
 * of 15 streams and, in turn, for two small ones, which is what there is no way around; the table says how much longer the large
 * ones take. Processor time is nearly independent of other load; time on the clock is not.
 */
import { median } from '../../src-shared/statistics/median.ts';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import Table from 'cli-table3';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { LabUnderTest } from '../../test/e2e/support/lab.ts';
import { fillWithImages } from './fill.ts';

const { values: flags } = parseArgs({
  options: {
    images: { type: 'string', default: '50000' },
    classes: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string' },
  },
});

/** Images of the embedded test set. */
const distinct = 4000;

function fill(file: string): void {
  fillWithImages(file, { images: 200, classes: 10, distinct }, ['sar', 'rdumb']);
  const large = { images: Number(flags.images), classes: Number(flags.classes), distinct };
  fillWithImages(file, large, ['noadapt', 'eata']);
}

/** Milliseconds from the click until then, and of the processor until all images on the screen are seen. */
interface Opening {
  /** The images are listed. */
  readonly listed: number;
  /** The first one is seen. */
  readonly first: number;
  /** All that fit on the screen are. */
  readonly all: number;
  readonly lab: number;
  readonly window: number;
}

/** The process that draws the page. */
let drawing = 0;

/** Milliseconds of the processor that a process has used; the kernel counts in hundredths of a second. */
function processorOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Goes from the page of a run to its flips, as a click on a link does. @param part of them, so that no picture is known yet */
async function open(page: Page, run: string, against: string, part: number): Promise<Opening> {
  await page.evaluate((id) => (location.hash = `#/runs/${id}`), run);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(500);
  const used = (): number[] => [lab.shell.pid!, drawing].map(processorOf);
  const before = used();
  const times = await page.evaluate(async (hash) => {
    const start = performance.now();
    location.hash = hash;
    const noted: Record<string, number> = {};
    const note = (what: string, holds: boolean): void => {
      if (holds) noted[what] ??= performance.now() - start;
    };
    while (Object.keys(noted).length < 3 && performance.now() - start < 60_000) {
      await new Promise(requestAnimationFrame);
      const shown = [...document.querySelectorAll('li[data-image]')].filter(
        (item) => item.getBoundingClientRect().top < innerHeight,
      );
      const seen = shown.filter((item) => (item.querySelector('img')?.naturalWidth ?? 0) > 0);
      note('listed', shown.length > 0);
      note('first', seen.length > 0);
      note('all', shown.length > 0 && seen.length === shown.length);
    }
    return noted as { listed: number; first: number; all: number };
  }, `#/runs/${run}/images?against=${against}&kind=gained&page=${part}`);
  const [ofLab, ofWindow] = used().map((milliseconds, place) => milliseconds - before[place]!);
  await page.getByRole('heading', { name: 'Calibration' }).waitFor();
  return { ...times, lab: ofLab!, window: ofWindow! };
}

/** Bytes of the process that draws a page: its own and its share of what it has in common with others. */
function memoryOf(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return 1024 * Number(kilobytes);
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize;
}

const executablePath = findChromium();
const lab = new LabUnderTest();
const file = path.join(lab.dataDir, 'lab.sqlite');
mkdirSync(lab.dataDir, { recursive: true });
if (flags.folder === undefined) {
  fill(file);
} else {
  const kept = path.join(flags.folder, 'lab.sqlite');
  if (!existsSync(kept)) {
    mkdirSync(flags.folder, { recursive: true });
    fill(kept);
  }
  copyFileSync(kept, file);
}
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await lab.start();
  const idOf = (method: string): string =>
    lab.query<{ id: string }>('SELECT id FROM runs WHERE method = ?', method)[0]!.id;
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(lab.url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const root = await browser.newBrowserCDPSession();
  const { processInfo } = await root.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  drawing = renderers.toSorted((a, b) => memoryOf(b) - memoryOf(a))[0]!;
  const [large, small]: Opening[][] = [[], []];
  // The first opening of each loads the page's code, and what the lab needs for pictures.
  for (let round = 0; round <= Number(flags.rounds); round++) {
    const [reference, own] = [
      await open(page, idOf('rdumb'), idOf('sar'), round),
      await open(page, idOf('eata'), idOf('noadapt'), round),
    ];
    if (round === 0) continue;
    small!.push(reference);
    large!.push(own);
  }
  const table = new Table({ head: ['until', 'ms', 'ms, small runs', '×'], style: { head: [], border: [] } });
  for (const [what, key] of [
    ['images are listed', 'listed'],
    ['the first image is seen', 'first'],
    ['all on the screen are', 'all'],
    ['…, processor of the lab', 'lab'],
    ['…, processor of the window', 'window'],
  ] as const) {
    const [own, reference] = [large!, small!].map((openings) => median(openings.map((one) => one[key])));
    table.push([what, own!.toFixed(0), reference!.toFixed(0), (own! / reference!).toFixed(1)]);
  }
  console.log(table.toString());
  const session = await page.context().newCDPSession(page);
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  const uncollected = memoryOf(drawing);
  const heap = await heapOf(session);
  // Screen memory of a page that was left is given back a moment after its objects.
  await page.waitForTimeout(3000);
  console.log(
    `The process that draws takes ${megabytes(memoryOf(drawing))}, ${megabytes(heap)} of it JavaScript; ` +
      `${megabytes(uncollected)} before garbage was collected.`,
  );
} finally {
  await browser.close();
  await lab.discard();
}
