// node bench/charts/run.ts [--runs 100] [--batches 800] [--rounds 5]
// How fluid a plot of many runs is in a real Chromium: first drawing, switching lines, zooming, moving the cursor.
import { median } from '../../src-shared/statistics/median.ts';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import Table from 'cli-table3';
import { findChromium } from '../../scripts/setup/chromium.mjs';
import { serveChartPage } from './chart-page.ts';
import { traceLongestTask, type LongestTask } from '../../test/support/long-task.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    batches: { type: 'string', default: '800' },
    rounds: { type: 'string', default: '5' },
  },
});

const executablePath = findChromium();
const chartPage = await serveChartPage();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox', '--disable-gpu'],
});
const table = new Table({ head: ['longest task, ms', 'processor, median', 'processor, worst', 'clock, median'] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const url = `${chartPage.url}?single&seeds=1&runs=${values.runs}&batches=${values.batches}`;
  await page.goto(url);
  const plot = page.getByRole('slider', { name: 'Cursor in Accuracy' });
  await plot.waitFor();
  await page.waitForTimeout(500);
  const box = await plot.boundingBox();
  if (box === null) throw new Error('The plot has no size.');
  const at = (share: number) => [box.x + 60 + share * (box.width - 80), box.y + box.height / 2] as const;
  const acts: Readonly<Record<string, () => Promise<void>>> = {
    'first drawing': async () => {
      await page.reload();
      await plot.waitFor();
    },
    'switch a line off and on': async () => {
      for (let count = 0; count < 2; count += 1) {
        await page.getByRole('button', { name: /^Method 7 / }).click();
        await page.waitForTimeout(100);
      }
    },
    'move the cursor': async () => {
      for (let step = 0; step <= 60; step += 1) await page.mouse.move(...at(step / 60));
    },
    'zoom with the wheel': async () => {
      await page.keyboard.down('Control');
      for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, step < 5 ? -50 : 50);
      await page.keyboard.up('Control');
    },
    smooth: async () => {
      await page.getByRole('slider', { name: 'Smoothing' }).focus();
      for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowRight');
      for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft');
    },
  };
  for (const [name, act] of Object.entries(acts)) {
    const results: LongestTask[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) results.push(await traceLongestTask(page, act));
    const cpu = results.map((result) => result.cpu);
    const wall = results.map((result) => result.wall);
    table.push([name, ...[median(cpu), Math.max(...cpu), median(wall)].map((value) => value.toFixed(0))]);
  }
} finally {
  await browser.close();
  await chartPage.close();
}
console.log(`${values.runs} runs of ${values.batches} batches`);
console.log(table.toString());
