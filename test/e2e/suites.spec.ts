import { readFileSync } from 'node:fs';
import { expect, test } from './support/lab.ts';

interface StoredAccuracy {
  readonly top1: number;
}

/** Accuracy of the first finished stream of a method, as the database has it. */
const accuracySql = `
  SELECT json_extract(shifts.summary, '$.top1') AS top1
  FROM shifts JOIN runs ON runs.id = shifts.run_id
  WHERE runs.method = ? AND shifts.corruption = ? AND shifts.status = 'done'`;

test('a suite fills its table while it runs, stops, and gives its numbers away', async ({ lab, openPage }) => {
  test.slow();
  const page = await openPage('/suites');
  await page.getByRole('link', { name: 'Accuracy by corruption' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Accuracy by corruption');
  // So few that the first cell is there soon, and so many that there is something to stop.
  await page.getByRole('textbox', { name: 'Images per shift' }).fill('100');
  await expect(page.getByRole('region', { name: 'Omitted or different' })).toContainText('Images per shift: 100');
  await page.getByRole('button', { name: 'Start' }).click();
  const cell = page.getByRole('link', { name: /^NoAdapt, Gauss\.: \d/ });
  await expect(cell).toBeVisible({ timeout: 45_000 });

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(
    page.getByRole('button', { name: 'Run missing' }).or(page.getByRole('button', { name: 'Start' })),
  ).toBeEnabled();
  const [stored] = lab.query<StoredAccuracy>(accuracySql, 'noadapt', 'gaussian_noise');
  await expect(cell).toContainText((100 * stored!.top1).toFixed(1));

  await page.getByRole('button', { name: 'Export table' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV', exact: true }).click();
  const csv = readFileSync(await (await download).path(), 'utf8')
    .trimEnd()
    .split('\n');
  expect(csv[0]).toContain('Method,Noise Gauss. top1_percent,Noise Shot top1_percent');
  const noAdapt = csv.find((line) => line.startsWith('NoAdapt,'));
  expect(Number(noAdapt?.split(',')[1])).toBeCloseTo(100 * stored!.top1, 10);
  expect(csv[0]).toMatch(/,method_id,n_seeds,seeds,runs(?:,|$)/);
  expect(noAdapt).toMatch(/,noadapt,1,2020,[a-z0-9]+/i);

  await page.reload();
  await expect(cell).toBeVisible({ timeout: 45_000 });
  await cell.click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('NoAdapt');
});

test('seeds are checked, kept in the address, and make cells of several runs', async ({ openPage }) => {
  const page = await openPage('/suites/quickstart-mixed');
  const seeds = page.getByRole('textbox', { name: 'Seeds' });
  await seeds.fill('2020–');
  await expect(page.getByText('Enter whole numbers or ranges')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  await seeds.fill('2020–2022');
  await expect(page.getByText('Enter whole numbers or ranges')).toBeHidden();
  await expect(page.getByText(/^0 of \d+ runs done/)).toBeVisible();
  await page.reload();
  await expect(seeds).toHaveValue('2020–2022');
});

interface StoredRun {
  readonly id: string;
  readonly shifts: string;
  readonly images: number;
}

test('corruptions and images of a suite are chosen, and its table is theirs', async ({ lab, openPage }) => {
  const before = lab.query<{ id: string }>('SELECT id FROM runs').map(({ id }) => id);
  const page = await openPage('/suites/quickstart-corruptions');
  await page.getByRole('button', { name: 'Rows: all' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'NoAdapt', exact: true }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Corruptions: all 15/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Fog' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Corruptions: Fog' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Snow' }).click();
  await page.keyboard.press('Escape');
  const images = page.getByRole('textbox', { name: 'Images per shift' });
  await images.fill('0');
  await expect(page.getByRole('button', { name: 'Start' })).toBeDisabled();
  await images.fill('20');
  await expect(page.getByRole('columnheader', { name: 'Gauss.' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Omitted or different' })).toContainText('Images per shift: 20');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('link', { name: /^NoAdapt, Snow: \d/ })).toBeVisible({ timeout: 45_000 });
  const sql =
    "SELECT id, json_extract(config, '$.shifts') AS shifts, json_extract(config, '$.images') AS images FROM runs";
  const [run, ...others] = lab.query<StoredRun>(sql).filter(({ id }) => !before.includes(id));
  expect(others).toEqual([]);
  expect(run?.images).toBe(20);
  expect((JSON.parse(run!.shifts) as { corruption: string }[]).map((shift) => shift.corruption)).toEqual([
    'snow',
    'fog',
  ]);
  await page.reload();
  await expect(page.getByRole('link', { name: /^NoAdapt, Snow: \d/ })).toBeVisible();
  await expect(images).toHaveValue('20');
  await images.fill('');
  await expect(page.getByRole('link', { name: /^NoAdapt, Snow: \d/ })).toHaveCount(0);
});

test('a suite that does not exist is reported as such', async ({ openPage }) => {
  const page = await openPage('/suites/table-99');
  await expect(page.getByRole('alert')).toContainText('There is no suite "table-99"');
});
