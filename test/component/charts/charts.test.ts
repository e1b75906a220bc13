import { expect, test, vi } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import RunCurves from '../../../src-renderer/charts/RunCurves.svelte';
import { defaultCurveSettings, runSeries } from '../../../src-shared/charts/run-series.ts';
import { cumulativeAccuracy } from '../../../src-shared/curves/accuracy.ts';
import { seriesCsv } from '../../../src-shared/curves/csv.ts';
import { seriousViolations } from '../support/axe.ts';
import { downloaded } from '../support/downloads.ts';
import { show } from '../support/show.ts';
import ChartPage from './ChartPage.svelte';
import { syntheticRuns } from './synthetic-runs.ts';

/** Each stream has a small chart of its own: three show what fifteen do. */
const streams = 3;
const runs = syntheticRuns(6, 300, 3);
const lines = runSeries(
  runs.map((run) => ({ ...run, shifts: run.shifts.slice(0, streams) })),
  defaultCurveSettings,
  true,
);
const open = (first = streams) => render(ChartPage, { runs, first });

const figure = (name: string): Locator => page.getByRole('figure', { name, exact: true });
const cursor = (chart: Locator): Locator => chart.getByRole('slider', { name: /^Cursor/ });
const attribute = (element: Locator, name: string): string => element.element().getAttribute(name) ?? '';
const canvasOf = (chart: Locator): HTMLCanvasElement => chart.element().querySelector('canvas')!;
const drawn = (chart: Locator): string => canvasOf(chart).toDataURL();
const setTheme = (theme: 'light' | 'dark'): void => void (document.documentElement.dataset['theme'] = theme);

async function chooseExport(chart: Locator, entry: RegExp | string): Promise<void> {
  await chart.getByRole('button', { name: 'Export this chart' }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

const exportedCsv = (chart: Locator) => downloaded(() => chooseExport(chart, 'Data (CSV)'));

/** Saves a figure in a format, all else as it was chosen last. */
async function exportedFigure(chart: Locator, format: string): Promise<{ name: string; blob: Blob }> {
  await chooseExport(chart, /^Figure/);
  const dialog = page.getByRole('dialog', { name: 'Export figure' });
  await dialog.getByText(format, { exact: true }).click();
  return downloaded(() => dialog.getByRole('button', { name: 'Save figure' }).click());
}

test.for(['light', 'dark'] as const)('charts and their tables are accessible, %s', async (theme) => {
  setTheme(theme);
  await open();
  for (const button of page.getByRole('button', { name: 'Show data as table' }).all()) {
    if (!(button.element() as HTMLButtonElement).disabled) await button.click();
  }
  // In the dark only the colours are others.
  expect(await seriousViolations(...(theme === 'dark' ? ['color-contrast'] : []))).toEqual([]);
});

test('figures leave in the size on paper that was chosen, and the choice is kept', async () => {
  await open();
  const chart = figure('Accuracy');
  const dialog = page.getByRole('dialog', { name: 'Export figure' });
  const column = await exportedFigure(chart, 'PDF');
  expect(column.name).toBe('accuracy-85mm.pdf');
  const narrow = await column.blob.text();
  expect(narrow).toMatch(/\/MediaBox \[0 0 240\.9[45] /);
  expect(narrow).not.toContain('[6 3] 0 d');
  await expect.element(dialog).not.toBeInTheDocument();

  await chooseExport(chart, /^Figure/);
  await expect.element(dialog.getByRole('img', { name: 'Preview of the figure' })).toBeVisible();
  await dialog.getByText('Other', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Width in mm' }).fill('40');
  await dialog.getByRole('textbox', { name: 'Font size' }).fill('20');
  await expect.element(dialog.getByRole('alert')).toHaveTextContent(/does not fit the width/);
  await expect.element(dialog.getByRole('button', { name: 'Save figure' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Width in mm' }).fill('120');
  await dialog.getByRole('textbox', { name: 'Font size' }).fill('6');
  await dialog.getByRole('switch', { name: 'Dashes for grey print' }).click();
  await userEvent.keyboard('{Escape}');

  // Another chart, with the same choice.
  const own = await exportedFigure(figure('Accuracy on each corruption'), 'PDF');
  expect(own.name).toBe('accuracy-on-each-corruption-120mm.pdf');
  const wide = await own.blob.text();
  expect(wide).toMatch(/\/MediaBox \[0 0 340\.1[56] /);
  expect(wide).toContain('[6 3] 0 d');
});

test('the CSV holds exactly what is drawn', async () => {
  await open();
  const chart = figure('Accuracy');
  const all = await exportedCsv(chart);
  expect(all.name).toBe('accuracy.csv');
  const axes = { x: 'images_seen', y: 'cumulative_accuracy_percent' };
  expect(await all.blob.text()).toBe(seriesCsv(lines, axes));
  await chart.getByRole('button', { name: /^Method 1/ }).click();
  expect(await (await exportedCsv(chart)).blob.text()).toBe(seriesCsv(lines.slice(1), axes));
});

test('the SVG is made of named paths in light colours, and the PNG has 600 dots to the inch', async () => {
  setTheme('dark');
  await open();
  for (const [name, names] of [
    ['Accuracy', ['Method 1 (3 seeds)', 'Method 2 (3 seeds)']],
    ['Accuracy by corruption', ['Method 1, seed 0', 'Method 1, seed 1', 'Method 1, seed 2', 'Method 2, seed 0']],
  ] as const) {
    const svg = await (await exportedFigure(figure(name), 'SVG')).blob.text();
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelectorAll('parsererror, image')).toHaveLength(0);
    expect(parsed.querySelector('path')?.getAttribute('fill')).toBe('#ffffff');
    const titles = [...parsed.querySelectorAll('g > title')];
    // The first line is drawn last, so that it lies on top.
    expect(titles.map(({ textContent }) => textContent)).toEqual(names.toReversed());
    for (const { parentElement } of titles) expect(parentElement?.querySelectorAll('path').length).toBeGreaterThan(0);

    const png = new DataView(await (await exportedFigure(figure(name), 'PNG (600 dpi)')).blob.arrayBuffer());
    const millimetres = Number.parseFloat(parsed.documentElement.getAttribute('width')!);
    expect(png.getUint32(16)).toBe(Math.round((millimetres / 25.4) * 600));
  }
});

test('the cursor reads the values out, by keyboard and by mouse', async () => {
  await open();
  const chart = figure('Accuracy');
  (cursor(chart).element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  const last = (100 * Number(lines[0]!.y.at(-1))).toFixed(2);
  await expect
    .element(cursor(chart))
    .toHaveAttribute(
      'aria-valuetext',
      expect.stringMatching(new RegExp(`Images seen: 3,840\\. .*Method 1 \\(3 seeds\\) ${last} ± `)),
    );
  await userEvent.keyboard('{ArrowLeft}');
  await expect.element(cursor(chart)).toHaveAttribute('aria-valuetext', expect.stringMatching(/Images seen: 3,776\./));
  const readout = chart.getByText(/^Images seen: [\d,]+$/);
  await userEvent.hover(cursor(chart));
  await expect.element(readout).toBeVisible();
  await userEvent.hover(page.getByRole('heading', { name: 'Charts' }));
  await expect.element(readout).not.toBeInTheDocument();

  const bars = figure('Accuracy by corruption');
  (cursor(bars).element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  const accuracy = (100 * cumulativeAccuracy(runs[0]!.shifts[0]!).at(-1)!).toFixed(2);
  const read = new RegExp(`^gaussian noise\\. Method 1, seed 0 ${accuracy} ±`);
  await expect.element(cursor(bars)).toHaveAttribute('aria-valuetext', expect.stringMatching(read));
});

test('dragging zooms, the button and the keyboard show everything again', async () => {
  await open();
  const chart = figure('Accuracy');
  const whole = attribute(cursor(chart), 'aria-valuemax');
  const reset = chart.getByRole('button', { name: 'Reset zoom' });
  await expect.element(reset).toBeDisabled();
  const [from, to] = [
    { x: 200, y: 100 },
    { x: 400, y: 120 },
  ];
  await cursor(chart).dropTo(cursor(chart), { sourcePosition: from, targetPosition: to });
  await expect.element(reset).toBeEnabled();
  expect(Number(attribute(cursor(chart), 'aria-valuemin'))).toBeGreaterThan(0);
  expect(Number(attribute(cursor(chart), 'aria-valuemax'))).toBeLessThan(Number(whole));
  await reset.click();
  await expect.element(cursor(chart)).toHaveAttribute('aria-valuemax', whole);
  (cursor(chart).element() as HTMLElement).focus();
  await userEvent.keyboard('+');
  await expect.element(reset).toBeEnabled();
  await userEvent.keyboard('0');
  await expect.element(reset).toBeDisabled();
});

test('a growing run is drawn on the same canvas, and nothing moves', async () => {
  await open();
  const chart = figure('Accuracy');
  const canvas = canvasOf(chart);
  const end = attribute(cursor(chart), 'aria-valuemax');
  await expect.poll(() => drawn(chart)).not.toBe('data:,');
  const [old, height] = [drawn(chart), document.documentElement.scrollHeight];
  await page.getByRole('button', { name: 'Grow' }).click();
  await expect.element(cursor(chart)).not.toHaveAttribute('aria-valuemax', end);
  await expect.poll(() => drawn(chart)).not.toBe(old);
  expect(canvasOf(chart)).toBe(canvas);
  // The small charts have one more now, in a row that was there before.
  expect(document.documentElement.scrollHeight).toBe(height);
});

/** Colour in the middle of the first bar. */
function colourOfBars(): string {
  const canvas = canvasOf(figure('Accuracy by corruption'));
  const scale = canvas.width / canvas.clientWidth;
  const pixels = canvas.getContext('2d')?.getImageData(64 * scale, (canvas.clientHeight - 40) * scale, 8, 1).data;
  return `#${[...(pixels ?? [])]
    .slice(0, 3)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}

test('a change of theme draws charts anew, a switched-off line is gone from the table', async () => {
  setTheme('light');
  await open();
  const chart = figure('Accuracy');
  await expect.element(chart.getByRole('button', { name: /^Method 2/ })).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => drawn(chart)).not.toBe('data:,');
  const light = drawn(chart);
  setTheme('dark');
  await expect.poll(() => drawn(chart)).not.toBe(light);
  await expect.poll(colourOfBars).toBe('#86a8ff');
  const heads = () =>
    chart
      .getByRole('columnheader')
      .elements()
      .map(({ textContent }) => textContent.trim());
  await chart.getByRole('button', { name: 'Show data as table' }).click();
  await expect.poll(heads).toEqual(['Images seen', 'Method 1 (3 seeds)', 'Method 2 (3 seeds)']);
  await chart.getByRole('button', { name: /^Method 2/ }).click();
  await expect.poll(heads).toEqual(['Images seen', 'Method 1 (3 seeds)']);
});

test('a small chart is enlarged by a click', async () => {
  await open(15);
  await page.getByRole('button', { name: /^Enlarge Fog/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Accuracy on each corruption: Fog' });
  await expect.element(cursor(dialog)).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
});

/** How often a chart of `lines` lines is drawn while something is done, and how many points that took. */
async function linesDrawn(lines: number, work: () => Promise<void>): Promise<{ drawings: number; points: number }> {
  const points = vi.spyOn(Path2D.prototype, 'lineTo');
  const strokes = vi.spyOn(CanvasRenderingContext2D.prototype, 'stroke');
  await work();
  // Drawings that are asked for are made in the next frames.
  for (let frame = 0; frame < 5; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  const stroked = strokes.mock.calls.filter(([path]) => path instanceof Path2D).length;
  const seen = { drawings: stroked / lines, points: points.mock.calls.length };
  vi.restoreAllMocks();
  return seen;
}

test('100 runs of 800 batches are thinned out, and not drawn anew with each move of the cursor', async () => {
  await show(RunCurves, { title: 'Accuracy', runs: syntheticRuns(100, 800), restart: true });
  const chart = figure('Accuracy');
  await expect.poll(() => drawn(chart)).not.toBe('data:,');
  const switched = await linesDrawn(100, () => chart.getByRole('button', { name: /^Method 7 / }).click());
  expect(switched.drawings).toBeGreaterThan(0.9);
  // Of 80,000 batches.
  expect(switched.points / switched.drawings).toBeLessThan(40_000);
  const hovered = await linesDrawn(100, async () => {
    for (let step = 0; step < 20; step += 1) await cursor(chart).hover({ position: { x: 80 + 40 * step, y: 100 } });
  });
  expect(hovered.drawings).toBeLessThan(10);
});
