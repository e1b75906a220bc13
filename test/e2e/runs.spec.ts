import { readFile } from 'node:fs/promises';
import type { Download, Locator, Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { storedRuns, withFourRuns, type StoredRun } from './support/comparison-runs.ts';
import { expectStatus, runIdOf, smallConfig, startExperiment } from './support/experiment.ts';
import { expect, onDesktop, test, type LabUnderTest } from './support/lab.ts';

test.describe.configure({ mode: 'serial' });

const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' }).locator('tr[data-run]');
const rowOf = (page: Page, id: string): Locator => page.locator(`tr[data-run="${id}"]`);
const percent = (fraction: number): string => (100 * fraction).toFixed(1);

/** Ids of the lines from the top. */
const shownIds = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((lines) => lines.map((line) => (line as HTMLElement).dataset['run'] ?? ''));

/** The run of a method that was made first. */
const firstOf = (lab: LabUnderTest, method: string): StoredRun => storedRuns(lab).find((run) => run.method === method)!;

test('the table shows what is stored; search, filters and sorting find it', async ({ lab, openPage }) => {
  test.setTimeout(180_000);
  await withFourRuns(lab, openPage);
  const page = await openPage('/runs');
  const stored = storedRuns(lab);
  await expect(rows(page)).toHaveCount(4);
  for (const { id, top1, method } of stored) {
    await expect(rowOf(page, id)).toHaveAttribute('data-status', 'done');
    await expect(rowOf(page, id).getByRole('gridcell', { name: percent(top1), exact: true })).toBeVisible();
    const name = { noadapt: 'NoAdapt', tent: 'TENT' }[method] ?? method;
    await expect(rowOf(page, id).getByRole('gridcell', { name, exact: true })).toBeVisible();
  }

  await page.keyboard.press('/');
  await page.keyboard.type('tent');
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByText('2 of 4 runs')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await expect(rows(page)).toHaveCount(4);

  await page.getByRole('button', { name: 'Method', exact: true }).first().click();
  await page.getByRole('menuitemcheckbox', { name: 'NoAdapt (2)' }).click();
  await page.keyboard.press('Escape');
  await expect(rows(page)).toHaveCount(2);
  expect(page.url()).toContain('method=noadapt');
  await page.getByRole('button', { name: 'Clear filters' }).click();

  const accuracies = async (): Promise<number[]> =>
    (await shownIds(page)).map((shown) => stored.find(({ id }) => id === shown)!.top1);
  const ascending = stored.map(({ top1 }) => top1).toSorted((a, b) => a - b);
  await page.getByRole('button', { name: 'Acc. %' }).click();
  await expect.poll(accuracies).toEqual(ascending.toReversed());
  await page.getByRole('button', { name: 'Acc. %' }).click();
  await expect.poll(accuracies).toEqual(ascending);
});

test('columns, order and grouping are kept over a reload', async ({ lab, openPage }) => {
  const page = await openPage('/runs');
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Seed' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'ECE %' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Group by' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Group', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('tr[data-group]')).toHaveCount(1);
  const accuracy = page.getByRole('columnheader', { name: 'Acc. %' });
  await expect(async () => {
    await accuracy.getByRole('button', { name: /^Acc/ }).click();
    await expect(accuracy).toHaveAttribute('aria-sort', 'ascending', { timeout: 500 });
  }).toPass();
  // Written some moments after the change.
  const written = () =>
    lab.query<{ value: string }>("SELECT value FROM key_values WHERE key = 'ui/runs'")[0]?.value ?? '';
  await expect.poll(written).toContain('"descending":false');
  await page.reload();
  await expect(page.getByRole('columnheader', { name: 'Seed' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'ECE %' })).toHaveCount(0);
  await expect(accuracy).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.locator('tr[data-group]')).toHaveCount(1);
  await page.getByRole('button', { name: 'By Group' }).click();
  await page.getByRole('menuitem', { name: 'No groups' }).click();
  await expect(page.locator('tr[data-group]')).toHaveCount(0);
});

test('tags and notes are edited in the table, and a pinned run is what others are compared with', async ({
  lab,
  openPage,
}) => {
  const page = await openPage('/runs');
  const [noAdapt, tent] = [firstOf(lab, 'noadapt'), firstOf(lab, 'tent')];
  await rowOf(page, tent.id).hover();
  await page
    .getByRole('button', { name: `Edit the tags of ${tent.name}` })
    .first()
    .click();
  await expect(page.getByRole('dialog').getByRole('combobox', { name: 'Add a tag' })).toBeFocused();
  await page.keyboard.type('chosen\n');
  await page.keyboard.press('Escape');
  await expect.poll(() => storedRuns(lab).filter(({ tags }) => tags.includes('"chosen"'))).toHaveLength(1);

  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Notes' }).click();
  await page.keyboard.press('Escape');
  const edit = rowOf(page, noAdapt.id).getByRole('button', { name: `Edit the notes of ${noAdapt.name}` });
  await edit.scrollIntoViewIfNeeded();
  await edit.click();
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.type('the reference');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect.poll(() => firstOf(lab, 'noadapt').notes).toBe('the reference');

  await rowOf(page, noAdapt.id)
    .getByRole('button', { name: `Pin ${noAdapt.name} as baseline` })
    .click();
  await expect(page.getByRole('columnheader', { name: 'Δ' })).toBeVisible();
  const points = 100 * (tent.top1 - noAdapt.top1);
  const sign = points < 0 ? '−' : '+';
  const delta = Math.abs(points) < 0.05 ? '±0.0' : `${sign}${Math.abs(points).toFixed(1)}`;
  await expect(rowOf(page, tent.id).getByRole('gridcell', { name: delta, exact: true })).toBeVisible();
});

test('exports hold what is stored, and a bundle comes back', async ({ lab, openPage }) => {
  test.skip(onDesktop, 'The desktop window asks the user where files go.');
  const page = await openPage('/runs');
  const noAdapt = firstOf(lab, 'noadapt');
  await rowOf(page, noAdapt.id).getByRole('checkbox').click();
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Tables (CSV)' }).click();
  await expect.poll(() => downloads.length).toBe(1);
  expect(downloads[0]!.suggestedFilename()).toBe(`${noAdapt.id}.csv.zip`);
  const tables = unzipSync(await readFile(await downloads[0]!.path()));
  expect(Object.keys(tables)).toHaveLength(5);
  const [head, ...lines] = strFromU8(tables['batches.csv']!).trimEnd().split('\n');
  const correct = head!.split(',').indexOf('correct');
  const stored = lab.query<{ correct1: number }>(
    'SELECT correct1 FROM batches WHERE run_id = ? ORDER BY shift_position, batch_index',
    noAdapt.id,
  );
  expect(lines.map((line) => Number(line.split(',')[correct]))).toEqual(stored.map(({ correct1 }) => correct1));

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: /^Everything/ }).click();
  await expect.poll(() => downloads.length).toBe(2);
  const text = await readFile(await downloads[1]!.path(), 'utf8');
  const chosen = { name: 'run.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.locator('input[type=file]').setInputFiles(chosen);
  await expect(rows(page)).toHaveCount(4);
  await page.locator('input[type=file]').setInputFiles({ ...chosen, buffer: Buffer.from('{}') });
  await expect(page.getByText('run.json is not a run exported by the lab')).toBeVisible();
});

test('several runs are exported as one archive, which brings them back', async ({ lab, openPage }) => {
  test.skip(onDesktop, 'The desktop window asks the user where files go.');
  const page = await openPage('/runs');
  const ids = ['noadapt', 'tent'].map((method) => firstOf(lab, method).id);
  for (const id of ids) await rowOf(page, id).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Everything/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('runs.bundle.zip');
  const buffer = await readFile(await download.path());
  expect(Object.keys(unzipSync(buffer)).toSorted()).toEqual(ids.map((id) => `${id}.json`).toSorted());

  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(rows(page)).toHaveCount(2);
  const archive = { name: 'runs.zip', mimeType: 'application/zip', buffer };
  await page.locator('input[type=file]').setInputFiles(archive);
  await expect(rows(page)).toHaveCount(4);
  await page.locator('input[type=file]').setInputFiles({ ...archive, buffer: Buffer.from('no zip') });
  await expect(page.getByText('runs.zip is not a zip archive that can be read')).toBeVisible();
});

test('a run is started again from the table, and gives the same numbers', async ({ lab, openPage }) => {
  test.setTimeout(120_000);
  const page = await openPage('/new');
  await startExperiment(page, [smallConfig({ method: 'tent', options: { lr: 0.005 }, mgg: null, images: 64 })]);
  const id = runIdOf(page);
  await expectStatus(page, 'done');
  await openPage('/runs');
  await rowOf(page, id).getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect(rows(page)).toHaveCount(6);
  const again = storedRuns(lab).at(-1)!;
  expect(again.id).not.toBe(id);
  await expect(rowOf(page, again.id)).toHaveAttribute('data-status', 'done', { timeout: 60_000 });
  const { seed, top1 } = storedRuns(lab).find((run) => run.id === id)!;
  expect(storedRuns(lab).at(-1)).toMatchObject({ seed, top1 });
});
