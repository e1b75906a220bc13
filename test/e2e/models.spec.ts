import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { tinyShape, writeTinyVit, writeTrainingCheckpoint } from '../support/tiny-vit.ts';
import { loadMgg } from '../../src-main/mgg/checkpoint.ts';
import { expectStatus, runIdOf } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

test.use({ ownLab: false });

const shipped = (name: string): string => path.join(import.meta.dirname, '../../resources/quickstart', name);
const row = (page: Page, name: string): Locator => page.getByRole('row', { name });

async function add(page: Page, button: string, file: string): Promise<Locator> {
  await page.getByRole('button', { name: button }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Checkpoint' }).fill(file);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return dialog;
}

test('registers a source model, refuses what is none, and brings a removed one back', async ({ lab, openPage }) => {
  const file = writeTinyVit(path.join(lab.filesDir, 'tiny.safetensors'));
  const generator = path.join(lab.filesDir, 'generator.safetensors');
  copyFileSync(shipped('mgg.safetensors'), generator);
  const page = await openPage('/models');

  const dialog = await add(page, 'Add checkpoint', generator);
  await expect(dialog.getByRole('alert')).toContainText('is no vision transformer');
  await dialog.getByRole('textbox', { name: 'Checkpoint' }).fill(file);
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('tiny');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(dialog).toBeHidden();

  await expect(row(page, 'tiny')).toContainText(`ViT ${tinyShape.dim}×${tinyShape.depth}, patch 8, 32 px`);
  const [stored] = lab.query<{ value: string }>('SELECT value FROM key_values WHERE key = ?', 'models');
  expect(JSON.parse(stored!.value)).toContainEqual(expect.objectContaining({ name: 'tiny', model: file }));

  await page.getByRole('button', { name: 'Remove tiny' }).click();
  await expect(row(page, 'tiny')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(row(page, 'tiny')).toBeVisible();

  rmSync(file);
  await page.reload();
  await expect(row(page, 'tiny')).toContainText("is gone or can't be reached");
});

test('imports a generator and takes it to a new experiment', async ({ lab, openPage }) => {
  const file = path.join(lab.filesDir, 'mine.safetensors');
  copyFileSync(shipped('mgg-seed-2.safetensors'), file);
  const page = await openPage('/models');
  await expect(row(page, 'Untrained MGG').first()).toContainText('Untrained');
  const dialog = await add(page, 'Import', file);
  await expect(dialog).toBeHidden();
  await expect(row(page, 'mine')).toContainText('Imported');
  await page.getByRole('link', { name: 'New experiment with mine' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Meta gradient generator' })).toHaveText('mine', { timeout: 15_000 });
});

test('exports a generator for PyTorch and takes it back in', async ({ lab, openPage }) => {
  const page = await openPage('/models');
  await page.getByRole('button', { name: 'Export MGG of the quick start, seed 3' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'For PyTorch (.pth)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('mgg-of-the-quick-start-seed-3.pth');
  const file = path.join(lab.filesDir, 'exported.pth');
  await download.saveAs(file);
  expect(loadMgg(file).weights).toEqual(loadMgg(shipped('mgg-seed-3.safetensors')).weights);
  const dialog = await add(page, 'Import', file);
  await expect(dialog).toBeHidden();
  await expect(row(page, 'exported')).toContainText('Imported');
});

test('shows how a model does on clean images once that was measured', async ({ openPage }) => {
  const page = await openPage('/models');
  await row(page, 'Small ViT of the quick start')
    .getByRole('button', { name: /^Measure/ })
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('combobox', { name: 'Dataset' })).toHaveText('Fashion-MNIST in colour');
  await dialog.getByRole('textbox', { name: 'Images' }).fill('64');
  await dialog.getByRole('button', { name: 'Measure' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expectStatus(page, 'done');
  const id = runIdOf(page);
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  const accuracy = row(page, 'Small ViT of the quick start').getByRole('link', { name: /^\d+(\.\d)?\s?%$/ });
  await expect(accuracy).toHaveAttribute('title', 'On 64 images of Fashion-MNIST (test)');
  await accuracy.click();
  await expect(page.getByText('32×32 as they are; mean 0.5, std 0.5')).toBeVisible();
  expect(runIdOf(page)).toBe(id);
});

test('offers both models that come with the lab wherever one is chosen', async ({ openPage }) => {
  const smaller = 'Smaller ViT of the quick start';
  const models = await openPage('/models');
  await expect(row(models, smaller)).toContainText('ViT 64×3, patch 8, 32 px');
  await expect(row(models, smaller).getByRole('button', { name: /^Remove/ })).toHaveCount(0);
  for (const place of ['/new', '/pretrain']) {
    const page = await openPage(place);
    await page.getByRole('combobox', { name: 'Source model' }).click();
    await page.getByRole('option', { name: smaller }).click();
    await expect(page.getByRole('combobox', { name: 'Source model' })).toHaveText(smaller);
  }
});

test('warns of a normalisation that a model was not trained with', async ({ lab, openPage }) => {
  const folder = path.join(lab.filesDir, 'hub');
  mkdirSync(folder);
  const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ pretrained_cfg: imagenet }));
  const model = writeTinyVit(path.join(folder, 'model.safetensors'));
  const page = await openPage('/models');
  await add(page, 'Add checkpoint', model);
  await expect(row(page, 'model')).toContainText('mean and std of ImageNet');
  await expect(row(page, 'model').getByRole('button', { name: 'Measure the clean accuracy of model' })).toBeVisible();

  await page.getByRole('link', { name: 'New experiment with model', exact: true }).click();
  const warning = page.getByText('The model was trained on images of mean 0.485 0.456 0.406');
  await expect(warning).toBeVisible({ timeout: 15_000 });
  await page.getByRole('combobox', { name: 'Normalisation' }).click();
  await page.getByRole('option', { name: 'imagenet' }).click();
  await expect(warning).toBeHidden();
});

test('leads from a run whose model has an open question to its answer, and back', async ({ lab, openPage }) => {
  test.slow();
  const vit = writeTinyVit(path.join(lab.filesDir, 'asking-source.safetensors'));
  const file = path.join(lab.filesDir, 'asking.safetensors');
  copyFileSync(vit, file);
  const page = await openPage('/models');
  await expect(await add(page, 'Add checkpoint', file)).toBeHidden({ timeout: 30_000 });
  await expect(row(page, 'asking')).toContainText('2 heads');
  // The file becomes one that asks only after it was added.
  writeTrainingCheckpoint(file, vit);
  await page.getByRole('link', { name: 'New experiment with asking', exact: true }).click();
  const problem = page.getByRole('button', { name: /which to use/ });
  await expect(problem).toBeVisible({ timeout: 60_000 });
  await problem.click();
  const dialog = page.getByRole('dialog', { name: 'Edit asking' });
  await dialog.getByLabel('Attention heads').fill('2');
  await dialog.getByLabel('Attention heads').press('Tab');
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await dialog.getByRole('combobox', { name: 'Weights' }).click();
  await page.getByRole('option', { name: 'trained weights' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run all 2' })).toBeEnabled({ timeout: 60_000 });
});
