import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { comparisonColumns, comparisonTable } from '../../src-shared/comparison/comparison-table.ts';
import type { ComparedRun } from '../../src-shared/comparison/compared-run.ts';
import { comparisonRows } from '../../src-shared/comparison/rows.ts';
import type { NumberTable } from '../../src-shared/comparison/table-text.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import path from 'node:path';
import { storedRuns, withFourRuns, type StoredRun } from './support/comparison-runs.ts';
import { expect, onDesktop, test, type LabUnderTest, type OpenPage } from './support/lab.ts';

test.describe.configure({ mode: 'serial' });

/** The table as it follows from the database. */
function expectedTable(lab: LabUnderTest, metric: 'top1' | 'ece' = 'top1'): NumberTable {
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  try {
    const runs = storedRuns(lab).flatMap(({ id }): ComparedRun[] => {
      const run = store.getRun(id);
      return run.kind === 'adapt' ? [{ run, shifts: store.shiftsOf(id) }] : [];
    });
    return comparisonTable(comparisonRows(runs), comparisonColumns(runs), metric);
  } finally {
    store.close();
  }
}

async function openComparison(
  lab: LabUnderTest,
  openPage: OpenPage,
  include: (run: StoredRun) => boolean = () => true,
): Promise<Page> {
  await withFourRuns(lab, openPage);
  const ids = storedRuns(lab)
    .filter(include)
    .map(({ id }) => id);
  const page = await openPage(`/compare?ids=${ids.join(',')}`);
  await expect(page.getByRole('table', { name: 'Methods and corruptions' })).toBeVisible();
  return page;
}

test('runs that differ in their seed are one row, with mean and deviation of what is stored', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(180_000);
  const page = await openComparison(lab, openPage);
  const table = page.getByRole('table', { name: 'Methods and corruptions' });
  const { rows } = expectedTable(lab);
  expect(rows).toHaveLength(2);
  for (const { label, values } of rows) {
    const cells = table.getByRole('row', { name: new RegExp(`^${label}`) }).getByRole('cell');
    for (const [index, value] of values.entries()) {
      await expect(cells.nth(index)).toContainText(value!.mean.toFixed(1));
      if (value!.std !== null) await expect(cells.nth(index)).toContainText(`± ${value!.std.toFixed(1)}`);
    }
  }
  await expect(table.locator('tbody .best')).not.toHaveCount(0);
  await expect(page.getByRole('figure', { name: 'Curves' })).toBeVisible();
  await expect(page.getByRole('figure', { name: /^By corruption/ })).toBeVisible();
});

test('a difference is tested image by image, and no tie is marked where all rows differ', async ({ lab, openPage }) => {
  const page = await openComparison(lab, openPage);
  const tests = page.getByRole('table', { name: 'Is the difference real?' });
  const [noAdapt, tent] = expectedTable(lab).rows.map(({ values }) => values.at(-1)!.mean) as [number, number];
  const row = tests.getByRole('row', { name: /^NoAdapt/ });
  await expect(row).toContainText(`−${(tent - noAdapt).toFixed(2)} [`);
  await expect(row).toContainText('< 0.001');
  await expect(row).toContainText('Below');
  await expect(tests.getByRole('row', { name: /^TENT/ })).toContainText('Best');
  await expect(page.getByTitle(/Not significantly different from the best/)).toHaveCount(0);
});

test('the images of a run show what it gained and lost against another', async ({ lab, openPage }) => {
  await withFourRuns(lab, openPage);
  const idOf = (method: string) => storedRuns(lab).find((run) => run.method === method && run.seed === 1)!.id;
  const page = await openPage(`/runs/${idOf('tent')}`);
  await page.getByRole('link', { name: 'Images' }).click();
  await page.getByRole('combobox', { name: 'Flips against' }).click();
  await page.getByRole('option', { name: 'NoAdapt, seed 1' }).click();
  // Three images of each of eight batches.
  await page.getByRole('radio', { name: 'Wrong → right 24' }).check({ force: true });
  const images = page.getByRole('list', { name: 'Images of the run' });
  await expect(images.getByRole('listitem')).toHaveCount(24);
  await expect(images.locator('img')).toHaveCount(24, { timeout: 30_000 });
  await images.getByRole('button').first().focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('gaussian_noise/5, 19');
  await page.keyboard.press('ArrowLeft');
  await expect(dialog).toContainText('gaussian_noise/5, 18');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('figure', { name: 'Calibration' })).toBeVisible();

  await expect(page.getByText(/^The method adapted to 64 of 256 images \(25\.0\s%\); /)).toBeVisible();
  await page.getByRole('radio', { name: 'All 256' }).check({ force: true });
  await page.getByRole('combobox', { name: 'Selected by the method' }).click();
  await page.getByRole('option', { name: 'selected', exact: true }).click();
  await expect(page.getByRole('radio', { name: 'All 64' })).toBeVisible();
  await images.getByRole('button').nth(16).click();
  await expect(dialog).toContainText('gaussian_noise/5, 65');
  await expect(dialog).toContainText(/Weight in the update\s*2\.000/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('table', { name: 'Confusions' })).toBeVisible();
});

test('only the settings that differ are shown until all are asked for', async ({ lab, openPage }) => {
  const page = await openComparison(lab, openPage, ({ method, seed }) => method === 'tent' || seed === 1);
  const settings = page.getByRole('region', { name: 'Settings' });
  await expect(settings.locator('[data-setting="method"]')).toContainText('tent');
  await expect(settings.locator('[data-setting="option.lr"]')).toContainText('0.005');
  await expect(settings.locator('[data-setting="seed"]')).toContainText('1, 2');
  await expect(settings.locator('[data-setting="batchSize"]')).toHaveCount(0);
  await settings.getByRole('switch').click();
  await expect(settings.locator('[data-setting="batchSize"]')).toContainText('32');
  await expect(page.getByText('They ran with different seeds')).toBeVisible();
});

test('another value, a baseline, and a row less', async ({ lab, openPage }) => {
  const page = await openComparison(lab, openPage);
  const table = page.getByRole('table', { name: 'Methods and corruptions' });
  const metric = async (name: string): Promise<void> => {
    await page.getByRole('combobox', { name: 'Metric of the table' }).click();
    await page.getByRole('option', { name, exact: true }).click();
  };
  await metric('Calibration error (ECE)');
  const ece = expectedTable(lab, 'ece').rows[0]!.values.at(-1)!;
  await expect(table.locator('tbody tr').first().getByRole('cell').last()).toContainText(ece.mean.toFixed(1));
  await metric('Accuracy');

  await page.getByRole('combobox', { name: 'Δ vs.' }).click();
  await page.getByRole('option', { name: 'NoAdapt' }).click();
  const { rows } = expectedTable(lab);
  const [noAdapt, tent] = rows.map(({ values }) => values.at(-1)!.mean) as [number, number];
  const points = tent - noAdapt;
  const text = Math.abs(points) < 0.05 ? '±0.0' : `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;
  await expect(table.locator('tbody tr').last().getByRole('cell').last()).toContainText(text);

  await table.getByRole('row', { name: /^TENT/ }).hover();
  await page.getByRole('button', { name: 'Remove TENT' }).click();
  await expect(table.locator('tbody tr')).toHaveCount(1);
});

test('the table leaves as CSV, Markdown and LaTeX with the numbers of the database', async ({ lab, openPage }) => {
  test.skip(onDesktop, 'The desktop window asks the user where files go.');
  const page = await openComparison(lab, openPage);
  const { rows, columns } = expectedTable(lab);

  async function save(entry: string): Promise<string> {
    await page.getByRole('button', { name: 'Export table' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: entry }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  }

  const [head, ...lines] = (await save('Save as CSV')).trimEnd().split('\n');
  // A mean and a deviation for each column, since the rows have two seeds; behind them what each row is made of.
  const facts = head!.split(',').slice(1 + 2 * columns.length);
  expect(head!.split(',')[0]).toBe('Method');
  expect(facts.slice(0, 4)).toEqual(['method_id', 'n_seeds', 'seeds', 'runs']);
  expect(lines).toHaveLength(rows.length);
  for (const [index, { label, values }] of rows.entries()) {
    const fields = lines[index]!.split(',');
    expect(fields[0]).toBe(label);
    expect(fields).toHaveLength(1 + 2 * columns.length + facts.length);
    expect(fields[1 + 2 * columns.length + 1]).toBe('2');
    for (const [column, value] of values.entries()) {
      expect(Number(fields[1 + 2 * column])).toBeCloseTo(value!.mean, 10);
    }
  }

  const latex = await save('Save as LaTeX');
  expect(latex).toContain('\\toprule');
  for (const [column] of columns.entries()) {
    const best = Math.max(...rows.map(({ values }) => Number(values[column]!.mean.toFixed(1)))).toFixed(1);
    expect(latex).toContain(`\\textbf{${best}}`);
  }
  expect(latex).toContain('\\underline{');
  expect(await save('Save as Markdown')).toMatch(/^\| Method \| .* \|\n\| --- \| ---: \|/);
});

test('without runs it offers groups, and says when runs are gone', async ({ lab, openPage }) => {
  await withFourRuns(lab, openPage);
  const page = await openPage('/compare');
  await expect(page.getByText('No runs selected')).toBeVisible();
  await page.locator('main').getByRole('link').last().click();
  await expect(page.getByRole('table', { name: 'Methods and corruptions' })).toBeVisible();
  await openPage('/compare?ids=gone');
  await expect(page.getByText('These runs no longer exist')).toBeVisible();
});
