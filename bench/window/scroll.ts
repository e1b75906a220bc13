// node bench/window/scroll.ts [--runs 308] [--rounds 3] [--width 1280]
// How fluid the table of runs scrolls in a real Chromium, beside a plain page of as many lines. Needs `npm run build`.
import { median } from '../../src-shared/statistics/median.ts';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import Table from 'cli-table3';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { traceLongestTask } from '../../test/support/long-task.ts';
import { LabUnderTest } from '../../test/e2e/support/lab.ts';
import { addManyRuns } from '../../test/e2e/support/many-runs.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '308' },
    rounds: { type: 'string', default: '3' },
    width: { type: 'string', default: '1280' },
  },
});
const count = Number(values.runs);
/** Frames a second while the wheel of a mouse turns for two seconds over the middle of the page. */
async function framesPerSecond(page: Page): Promise<number> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  await page.mouse.move(width / 2, height / 2);
  const counted = page.evaluate(async () => {
    const start = performance.now();
    let frames = 0;
    while (performance.now() - start < 2000) {
      await new Promise(requestAnimationFrame);
      frames++;
    }
    return (1000 * frames) / (performance.now() - start);
  });
  const until = Date.now() + 2000;
  for (let turn = 0; Date.now() < until; turn++) {
    await page.mouse.wheel(0, Math.floor(turn / 30) % 2 === 0 ? 120 : -120);
    await page.waitForTimeout(16);
  }
  return counted;
}

const executablePath = findChromium();
const lab = new LabUnderTest();
addManyRuns(lab, count);
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  await lab.start();
  const viewport = { width: Number(values.width), height: 800 };
  const plain = await browser.newPage({ viewport });
  const line = '<tr style="height:34px"><td>Method</td><td>50.0</td><td>2 min</td></tr>';
  await plain.setContent(`<table style="width:100%">${line.repeat(count)}</table>`);
  const page = await browser.newPage({ viewport });
  await page.goto(`${lab.url}#/runs`);
  await page.locator('tr[data-run]').first().waitFor();
  await page.waitForTimeout(1000);
  const frames: { plain: number; runs: number }[] = [];
  const tasks: { cpu: number; wall: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    await plain.bringToFront();
    const reference = await framesPerSecond(plain);
    await page.bringToFront();
    frames.push({ plain: reference, runs: await framesPerSecond(page) });
    tasks.push(
      await traceLongestTask(page, async () => {
        await framesPerSecond(page);
      }),
    );
  }
  const table = new Table({ head: [`${count} runs`, 'median'], style: { head: [], border: [] } });
  table.push(
    ['frames a second, plain page', median(frames.map(({ plain: each }) => each)).toFixed(0)],
    ['frames a second, table of runs', median(frames.map(({ runs }) => runs)).toFixed(0)],
    ['longest task of a scroll, processor', `${median(tasks.map(({ cpu }) => cpu)).toFixed(0)} ms`],
    ['longest task of a scroll, clock', `${median(tasks.map(({ wall }) => wall)).toFixed(0)} ms`],
  );
  console.log(table.toString());
} finally {
  await browser.close();
  await lab.discard();
}
