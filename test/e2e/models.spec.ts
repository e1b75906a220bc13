import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { tinyShape, writeTinyVit } from '../support/tiny-vit.ts';
import { expect, test } from './support/lab.ts';

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
  expect(JSON.parse(stored!.value)).toMatchObject([{ name: 'tiny', model: file }]);

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
  await expect(row(page, 'Untrained MGG').first()).toContainText('Not trained');
  const dialog = await add(page, 'Import', file);
  await expect(dialog).toBeHidden();
  await expect(row(page, 'mine')).toContainText('Imported');
  await page.getByRole('link', { name: 'New experiment with mine' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Meta gradient generator' })).toHaveText('mine', { timeout: 15_000 });
});
