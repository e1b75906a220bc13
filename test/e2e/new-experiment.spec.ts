import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { expectStatus, importConfigs, runButton, runIdOf, smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

const method = (page: Page, id: string) => page.locator(`[data-options=${id}]`);
const setting = (page: Page, name: string) => page.locator(`[data-setting=${name}]`);
const problems = (page: Page) => page.getByRole('complementary').locator('.problems button');

async function exportedConfigs(page: Page): Promise<RunConfig[]> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export', exact: true }).click(),
  ]);
  const content = JSON.parse(await readFile(await download.path(), 'utf8')) as RunConfig | RunConfig[];
  return Array.isArray(content) ? content : [content];
}

test('refuses what is not valid, names it, and runs what is', async ({ lab, openPage }) => {
  test.setTimeout(120_000);
  const page = await openPage('/new');
  await importConfigs(page, [smallConfig({ method: 'tent', mgg: null, options: {}, images: 64 })]);
  await expect(runButton(page)).toBeEnabled();

  await method(page, 'tent').getByText('Settings').click();
  const rate = method(page, 'tent').getByRole('textbox', { name: 'Learning rate' });
  for (const [text, complaint] of [
    ['-1', 'Enter more than 0.'],
    ['fast', 'Enter a number.'],
  ] as const) {
    await rate.fill(text);
    await expect(method(page, 'tent').getByText(complaint)).toBeVisible();
    await expect(problems(page)).toHaveText([new RegExp(`TENT, Learning rate: ${complaint}`)]);
    await expect(runButton(page)).toBeDisabled();
  }
  await problems(page).first().click();
  await expect(rate).toBeFocused();

  await method(page, 'tent').getByRole('button', { name: 'Reset to default (0.001)' }).click();
  await expect(problems(page)).toHaveCount(0);
  await expect(rate).toHaveValue('0.001');
  await rate.fill('2e-3');
  await setting(page, 'batchSize').getByRole('textbox', { name: 'Batch size' }).fill('0');
  await expect(problems(page)).toHaveText([/Batch size: Enter 1 or more/]);
  await setting(page, 'batchSize').getByRole('textbox', { name: 'Batch size' }).fill('32');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1, oops');
  await expect(problems(page)).toHaveText([/Seeds/]);
  await page.getByRole('textbox', { name: 'Seeds' }).fill('7');

  await expect(page.getByTestId('estimate')).toHaveText(/about/, { timeout: 60_000 });
  await runButton(page).click();
  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done');
  const [row] = lab.query<{ config: string }>('SELECT config FROM runs WHERE id = ?', runIdOf(page));
  const config = JSON.parse(row!.config) as RunConfig;
  expect(config).toMatchObject({ method: 'tent', batchSize: 32, seed: 7, images: 64 });
  expect(config.options).toEqual({ lr: 0.002, momentum: 0.9, entropy: 'softmax', opinionMass: 1000 });
});

test('says what the lab finds wrong before anything runs', async ({ openPage }) => {
  const page = await openPage('/new');
  await importConfigs(page, [smallConfig({ images: 999_999 })]);
  await expect(problems(page)).toHaveText([/999999 images per shift were asked for/]);
  await expect(runButton(page)).toBeDisabled();
  await importConfigs(page, [smallConfig({ batchSize: 1 })]);
  await expect(problems(page)).toHaveText([/needs statistics over a batch/]);
});

test('shifts are picked by cell, row, column and group', async ({ openPage }) => {
  const page = await openPage('/new');
  await importConfigs(page, [smallConfig()]);
  const summary = page.getByRole('complementary');
  const streams = summary.locator('dl > div').filter({ hasText: 'Streams per run' }).locator('dd');
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await expect(problems(page)).toHaveText([/Choose at least one corruption/]);
  await page.getByRole('switch', { name: 'Fog, severity 3' }).click();
  await expect(streams).toHaveText('1');
  await page.getByRole('button', { name: 'Blur', exact: true }).click();
  await expect(streams).toHaveText('5');
  await page.getByRole('button', { name: 'Noise: severity 5' }).click();
  await expect(streams).toHaveText('8');
  await page.getByRole('checkbox', { name: 'Clean images' }).check();
  await expect(streams).toHaveText('9');
  await page.getByRole('button', { name: /^All 15 at severity/ }).click();
  await expect(streams).toHaveText('30');
});

test('methods times seeds make runs; settings go through a file unchanged', async ({ openPage }) => {
  const page = await openPage('/new');
  const configs = ['noadapt', 'mgtta'].flatMap((id) =>
    [1, 2].map((seed) => smallConfig({ method: id, mgg: id === 'mgtta' ? 'quickstart' : null, options: {}, seed })),
  );
  await importConfigs(page, configs);
  await expect(runButton(page)).toHaveText('Run all 4');
  const before = await exportedConfigs(page);
  expect(before.map(({ method: id, seed }) => [id, seed])).toEqual([
    ['noadapt', 1],
    ['noadapt', 2],
    ['mgtta', 1],
    ['mgtta', 2],
  ]);
  expect(before[0]).toMatchObject({ shifts: configs[0]!.shifts, images: 256, batchSize: 16, engine: 'onnx-cpu' });
  await page.getByRole('button', { name: 'Reset form' }).click();
  await importConfigs(page, before);
  expect(await exportedConfigs(page)).toEqual(before);
});

test('refuses files that hold no settings', async ({ openPage }) => {
  const page = await openPage('/new');
  const load = (text: string) =>
    page
      .getByTestId('import-file')
      .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.getByRole('heading', { name: 'Summary' }).waitFor();
  await load('{');
  await expect(page.getByText(/x.json is not JSON: /)).toBeVisible();
  await load('{"method": "tent"}');
  await expect(page.getByText(/x.json is not a run configuration: dataset/)).toBeVisible();
});

test('the form survives a reload and a restart of the lab; a run can be cloned into it', async ({
  lab,
  openPage,
  problems: complaints,
}) => {
  test.setTimeout(240_000);
  complaints.allow(/ERR_CONNECTION_REFUSED/);
  const page = await openPage('/new');
  await importConfigs(page, [smallConfig({ seed: 41 })]);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Kept');
  await expect
    .poll(() =>
      lab
        .query<{ value: string }>("SELECT value FROM key_values WHERE key LIKE '%new-experiment%'")
        .map(({ value }) => value.includes('Kept')),
    )
    .toEqual([true]);
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Kept');
  await lab.restart();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Kept');
  await expect(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('41');

  await startExperiment(page, [smallConfig({ images: 32, seed: 42 })]);
  const id = runIdOf(page);
  await expectStatus(page, 'done');
  await page.getByRole('link', { name: 'Clone' }).click();
  await expect(page.getByRole('textbox', { name: 'Seeds' })).toHaveValue('42');
  await expect(page.getByText('Settings copied from MGTTA.')).toBeVisible({ timeout: 20_000 });
  expect(page.url()).not.toContain(id);
});
