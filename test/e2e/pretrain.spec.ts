import { existsSync } from 'node:fs';
import type { PretrainConfig } from '../../src-shared/pretrain-config.ts';
import { expectStatus, runIdOf } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

test('pre-trains a generator on two tasks from the form, shows each of them, and offers it to experiments', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(300_000);
  const page = await openPage('/pretrain');
  await page.getByRole('button', { name: 'First look' }).click();
  const field = (name: string) => page.getByRole('textbox', { name, exact: true });
  const start = page.getByRole('button', { name: 'Pre-train', exact: true });
  const summary = page.getByRole('region', { name: 'Summary' });

  await field('Batch size').fill('1');
  await expect(summary).toContainText('Batch size: Enter 2 or more.');
  await expect(start).toBeDisabled();
  await field('Batch size').fill('200');
  await expect(summary).toContainText('there would be no full batch');
  // As long as the form is not valid, nothing is estimated.
  await field('Images').fill('8');
  await field('Steps').fill('8');
  await page.getByRole('switch', { name: 'Gaussian noise, severity 5' }).click();
  await expect(page.getByText('Some of these are test corruptions')).toBeVisible();
  await page.getByRole('switch', { name: 'Gaussian noise, severity 5' }).click();
  for (const name of ['Speckle noise', 'Gaussian blur', 'Spatter']) {
    await page.getByRole('switch', { name: `${name}, severity 5` }).click();
  }
  await page.getByText('Evaluation and engine').click();
  await field('Evaluation images').fill('16');
  await field('Name').fill('Tiny generator');

  const addTask = page.getByRole('button', { name: 'Add a task' });
  await addTask.click();
  await addTask.click();
  await page.getByRole('button', { name: 'Remove task 3' }).click();
  await expect(page.getByRole('region', { name: 'Task 3' })).toHaveCount(0);
  const shifts = page.getByRole('region', { name: 'Corruptions of task 2' });
  await shifts.getByRole('button', { name: 'None' }).click();
  const second = page.getByRole('region', { name: 'Task 2', exact: true });
  await second.getByRole('textbox', { name: 'Weight' }).fill('2');
  await second.getByRole('combobox', { name: 'Normalisation' }).click();
  await page.getByRole('option', { name: 'imagenet' }).click();
  await field('Batch size').fill('4');
  await expect(summary).toContainText('Choose at least one corruption.');
  await shifts.getByRole('switch', { name: 'Spatter, severity 5' }).click();
  await expect(summary).toContainText('4 steps each');
  await start.click();

  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done', 200_000);
  const id = runIdOf(page);
  const [run] = lab.query<{ config: string; summary: string }>('SELECT config, summary FROM runs WHERE id = ?', id);
  const config = JSON.parse(run!.config) as PretrainConfig;
  expect(config).toMatchObject({ images: 8, batchSize: 4, steps: 8, evaluationImages: 16, evaluationLr: 0.01 });
  expect(config.shifts).toEqual([{ corruption: 'saturate', severity: 5 }]);
  expect(config.tasks).toMatchObject([
    { weight: 2, normalisation: 'imagenet', shifts: [{ corruption: 'spatter', severity: 5 }], model: 'quickstart' },
  ]);
  expect(existsSync((JSON.parse(run!.summary) as { output: string }).output)).toBe(true);
  await expect(page.getByRole('columnheader', { name: 'Loss, task 2' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Task 2: Spatter' })).toBeVisible();

  await openPage('/pretrain');
  const row = page.getByRole('row', { name: 'Tiny generator' });
  await expect(row).toContainText('8 / 8');
  await expect(row.getByRole('img', { name: 'Loss of Tiny generator by step' })).toBeVisible();
  await page.getByRole('button', { name: 'Reset form' }).click();
  await expect(field('Steps')).toHaveValue('2000');
  await row.getByRole('button', { name: 'Load the settings of Tiny generator' }).click();
  await expect(field('Steps')).toHaveValue('8');
  // The run that has just ended is what the estimate goes by.
  await expect(page.getByTestId('estimate')).toHaveText(/about/, { timeout: 15_000 });

  await openPage('/models');
  await expect(page.getByRole('row', { name: 'Tiny generator' })).toContainText('Pre-trained here', {
    timeout: 30_000,
  });
  await page.getByRole('link', { name: 'New experiment with Tiny generator' }).click();
  await expect(page.getByRole('combobox', { name: 'Meta gradient generator' })).toHaveText('Tiny generator', {
    timeout: 15_000,
  });
});
