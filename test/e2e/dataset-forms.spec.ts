import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { makeFixture } from '../../scripts/fixture-imagenet/make-fixture.ts';
import { cli } from './support/cli.ts';
import { expectStatus, runButton, runIdOf } from './support/experiment.ts';
import { full } from './support/full.ts';
import { expect, test, type LabUnderTest } from './support/lab.ts';

const dialog = (page: Page): Locator => page.getByRole('dialog', { name: 'Add a folder of images' });
const addButton = (page: Page): Locator => dialog(page).getByRole('button', { name: 'Add folder' });

/** Opens the form, and names a folder in it. */
async function nameFolder(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Add folder' }).click();
  await dialog(page).getByRole('textbox', { name: 'Folder of images' }).fill(folder);
}

async function addFolder(page: Page, folder: string): Promise<void> {
  await nameFolder(page, folder);
  await addButton(page).click();
  await expect(dialog(page)).toBeHidden();
}

/** A researcher's disk with every form of folder, made once for the lab. */
async function miniature(lab: LabUnderTest): Promise<string> {
  const folder = path.join(lab.filesDir, 'miniature');
  if (existsSync(folder)) return folder;
  await makeFixture({
    folder,
    sets: ['imagenet-v2', 'imagenet-val-flat', 'shifts', 'domains'],
    classes: 6,
    imagesPerClass: 2,
    sourceImages: 2,
    arrayImages: 24,
    trainingPictures: 60,
    trainingClasses: 6,
    badImages: false,
  });
  return folder;
}

/** Has the lab know the model on that disk. */
async function addModel(lab: LabUnderTest, folder: string): Promise<void> {
  const known = lab.query<{ value: string }>("SELECT value FROM key_values WHERE key = 'models'");
  const file = path.join(folder, 'models', 'vit_tiny_fixture.safetensors');
  if (!known.some(({ value }) => value.includes(file))) await cli(lab, 'model', 'add', file);
}

/** Results of the run in view in each of its streams. */
function streamsOf(lab: LabUnderTest, page: Page): { stream: string; accuracy: number }[] {
  return lab
    .query<{ corruption: string; severity: number; summary: string }>(
      'SELECT corruption, severity, summary FROM shifts WHERE run_id = ? ORDER BY position',
      runIdOf(page),
    )
    .map(({ corruption, severity, summary }) => ({
      stream: `${corruption}/${severity}`,
      accuracy: (JSON.parse(summary) as { top1: number }).top1,
    }));
}

/** Runs NoAdapt alone on what New experiment shows. */
async function runNoAdapt(page: Page): Promise<void> {
  await page.locator('[data-method=mgtta]').getByRole('checkbox').uncheck();
  await expect(page.locator('[data-method=noadapt]').getByRole('checkbox')).toBeChecked();
  await expect(runButton(page)).toBeEnabled();
  await runButton(page).click();
  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done', 120_000);
}

/** Runs NoAdapt with the model of that disk on the clean images of the dataset that was just added. */
async function runOnCleanImages(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New experiment' }).last().click();
  await page.getByRole('combobox', { name: 'Source model' }).click();
  await page.getByRole('option', { name: /^vit_tiny_fixture/ }).click();
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await page.getByRole('checkbox', { name: 'Clean images' }).check();
  await runNoAdapt(page);
}

test(
  'runs over domains, shifts of other names and ImageNet-V2, as they are recognised',
  full,
  async ({ lab, openPage }) => {
    test.setTimeout(300_000);
    const folder = await miniature(lab);
    const page = await openPage('/datasets');
    const form = dialog(page);

    await nameFolder(page, path.join(folder, 'domains'));
    await expect(form.getByText('Valid: 72 images in 10 classes, in 3 domains')).toBeVisible();
    await expect(
      form.getByText('3 domains with images of their own: grey print (24), painted (24), sepia_card (24).'),
    ).toBeVisible();
    await expect(form.getByRole('row', { name: 'Sepia card 24' })).toBeVisible();
    await form.getByText('Source images', { exact: true }).click();
    await form.getByRole('combobox', { name: 'Source domain' }).click();
    await page.getByRole('option', { name: 'sepia_card' }).click();
    await expect(form.getByText('Valid: 24 images')).toBeVisible();
    await addButton(page).click();
    await expect(page.getByText('3 domains', { exact: true })).toBeVisible();
    await page.getByRole('tab', { name: 'Contents' }).click();
    await expect(page.getByText('classnames.txt says which classes there are: 10 classes.')).toBeVisible();

    await page.getByRole('link', { name: 'New experiment' }).last().click();
    await expect(page.getByRole('switch', { checked: true })).toHaveCount(2);
    await expect(page.getByRole('switch', { name: 'Sepia card' })).not.toBeChecked();
    await expect(page.getByTestId('stream-strip').locator('.block')).toHaveCount(2);
    await runNoAdapt(page);
    const domains = streamsOf(lab, page);
    expect(domains.map(({ stream }) => stream)).toEqual(['grey print/0', 'painted/0']);
    expect(domains[1]!.accuracy).toBeGreaterThan(0.7);
    await expect(page.getByRole('rowheader', { name: 'Grey print' })).toBeVisible();

    await page.goto(page.url().replace(/#.*/, '#/datasets'));
    await addFolder(page, path.join(folder, 'shifts'));
    await expect(page.getByText('5 shifts', { exact: true })).toBeVisible();
    await page.getByRole('tab', { name: 'Corruptions' }).click();
    await page.getByRole('region', { name: /^All/ }).getByRole('button', { name: 'Stripes' }).click();
    await expect(page.getByRole('img', { name: /^Stripes/ })).toBeVisible();
    // It stops where images are stored.
    const severity = page.getByRole('slider', { name: 'Severity' });
    await severity.press('Home');
    await expect(severity).toHaveAttribute('aria-valuetext', '2 of 10');
    await severity.press('ArrowRight');
    await expect(severity).toHaveAttribute('aria-valuetext', '10 of 10');
    await page.getByRole('link', { name: 'New experiment' }).last().click();
    await page.getByRole('switch', { name: 'Stripes, severity 10' }).click();
    await page.getByRole('switch', { name: 'Original' }).check();
    await runNoAdapt(page);
    expect(streamsOf(lab, page).map(({ stream }) => stream)).toEqual(
      expect.arrayContaining(['original/0', 'stripes/10']),
    );

    const v2 = path.join(folder, 'imagenetv2-matched-frequency-format-val');
    await addModel(lab, folder);
    await page.goto(page.url().replace(/#.*/, '#/datasets'));
    await nameFolder(page, v2);
    await expect(form.getByText(/^Recognised as ImageNet-V2: .*its variant MatchedFrequency\.$/)).toBeVisible();
    await addButton(page).click();
    await runOnCleanImages(page);
    const [clicked] = streamsOf(lab, page);
    // Among 1000 classes, of which the model knows the six.
    expect(clicked!.accuracy).toBeGreaterThan(0.4);
    // As typed flags ask for, whose runs test/integration/folder-forms.test.ts compares with others image by image.
    const [row] = lab.query<{ dataset: string }>(
      "SELECT json_extract(config, '$.dataset') AS dataset FROM runs WHERE id = ?",
      runIdOf(page),
    );
    expect(JSON.parse(row!.dataset)).toMatchObject({ kind: 'folder', path: v2, benchmark: 'imagenet-v2' });
  },
);

test(
  'runs on ImageNet’s validation images without class folders, by the list beside them',
  full,
  async ({ lab, openPage }) => {
    test.setTimeout(300_000);
    const folder = await miniature(lab);
    await addModel(lab, folder);
    const page = await openPage('/datasets');
    await nameFolder(page, path.join(folder, 'imagenet-val-flat', 'val'));
    await expect(dialog(page).getByText('Valid: 12 images in 6 classes')).toBeVisible();
    await page.screenshot({ path: test.info().outputPath('add-flat.png'), fullPage: true });
    await addButton(page).click();
    await runOnCleanImages(page);
    expect(streamsOf(lab, page)[0]!.accuracy).toBeGreaterThan(0.4);
  },
);
