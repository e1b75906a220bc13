import path from 'node:path';
import type { Page } from '@playwright/test';
import type { RunConfig } from '../../src-shared/run-config.ts';
import { expectStatus, importConfigs, runButton, runIdOf, smallConfig } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';
import { writeImageFolder } from '../support/image-folder.ts';

const strip = (page: Page) => page.getByTestId('stream-strip');
const shift = (page: Page, name: string) => strip(page).getByRole('button', { name: new RegExp(`^${name}`) });
const blocks = (page: Page) => strip(page).locator('.block');

test('shows the streams that a run will have, takes an order of shifts, and runs just these', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(180_000);
  const page = await openPage('/new');
  const shifts = ['fog', 'snow', 'contrast'].map((corruption) => ({ corruption, severity: 2 }));
  const small = { method: 'tent', mgg: null, options: {}, images: 8, batchSize: 4, shifts };
  await importConfigs(page, [
    smallConfig({ ...small, policy: 'continual', rounds: 2, course: 'gradual', resetEvery: 5 }),
  ]);
  await expect(strip(page)).toContainText(
    '2 rounds of 9 streams, carrying over the adapted state; reset every 5 batches',
  );
  await expect(blocks(page)).toHaveCount(18);

  await shift(page, 'Fog').focus();
  await page.keyboard.press('ArrowRight');
  await expect(shift(page, 'Fog 2, 2 of 3')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(shift(page, 'Fog 2, 3 of 3')).toBeFocused();
  await strip(page).getByRole('button', { name: 'Earlier' }).click();

  await page.locator('[data-setting=labelOrder]').getByRole('combobox').click();
  await page.getByRole('option', { name: 'sorted' }).click();
  await expect(strip(page).getByRole('img', { name: /^Classes of the 8 images/ })).toBeVisible();

  await runButton(page).click();
  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done', 120_000);
  const [row] = lab.query<{ config: string }>('SELECT config FROM runs WHERE id = ?', runIdOf(page));
  const config = JSON.parse(row!.config) as RunConfig;
  expect(config.shifts.map(({ corruption }) => corruption)).toEqual(['snow', 'fog', 'contrast']);
  const streams = lab.query<{ corruption: string; severity: number }>(
    'SELECT corruption, severity FROM shifts WHERE run_id = ? ORDER BY position',
    runIdOf(page),
  );
  const round = ['snow', 'fog', 'contrast'].flatMap((name) => [1, 2, 1].map((severity) => `${name}${severity}`));
  expect(streams.map(({ corruption, severity }) => `${corruption}${severity}`)).toEqual([...round, ...round]);
  await expect(page.getByRole('heading', { name: 'Accuracy by round' })).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'Fog 1 #4' })).toBeVisible();
});

test('shows windows, the speed of the stream and images of no known class before anything runs', async ({
  lab,
  openPage,
}) => {
  const folder = await writeImageFolder(path.join(lab.filesDir, 'others'), ['a', 'b'], 4);
  const page = await openPage('/new');
  const shifts = [{ corruption: 'fog', severity: 2 }];
  const setting = (name: string) => page.locator(`[data-setting=${name}]`);
  await importConfigs(page, [
    smallConfig({ method: 'tent', mgg: null, options: {}, images: 40, batchSize: 20, shifts }),
  ]);
  await expect(setting('speed')).toBeVisible();
  for (const name of ['window', 'stepCost', 'oodRate']) await expect(setting(name)).toBeHidden();
  await importConfigs(page, [
    smallConfig({
      ...{ method: 'tent', mgg: null, options: {}, images: 40, shifts, batchSize: 1, window: 8 },
      ...{ speed: 'given', stepCost: 2.5, oodFolder: folder, oodRate: 0.2 },
    }),
  ]);
  for (const name of ['window', 'stepCost', 'oodRate']) await expect(setting(name)).toBeVisible();
  await expect(page.getByLabel('Open-world images')).toHaveValue(folder);
  await expect(strip(page)).toContainText(
    '1 stream; adapting to the last 8 images; adapting to one batch in 3; 20 % of the images of no known class',
  );
  await expect(strip(page)).toContainText('50 images');
  await runButton(page).click();
  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done', 120_000);
  await expect(page.getByText('Forward passes', { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Open-world AUROC, confidence')).toBeVisible();
});
