import { readFileSync } from 'node:fs';
import path from 'node:path';
import { makeFixture } from '../../scripts/fixture-imagenet/make-fixture.ts';
import { full } from './support/full.ts';
import { expect, test } from './support/lab.ts';

test.use({ ownLab: false });

test(
  'a table of the paper is repeated on data of the user, and says why its numbers stand beside none of theirs',
  full,
  async ({ lab, openPage }) => {
    const disk = path.join(lab.filesDir, 'disk');
    await makeFixture({
      folder: disk,
      sets: ['imagenet-a'],
      classes: 8,
      imagesPerClass: 2,
      trainingPictures: 30,
      badImages: false,
    });
    const page = await openPage('/suites');
    const card = page.getByRole('listitem').filter({ hasText: 'Table 3' });
    await expect(card).toContainText('Needs data');

    await page.getByRole('button', { name: 'Choose data…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'ImageNet-A' }).fill(path.join(disk, 'imagenet-a'));
    await dialog.getByRole('textbox', { name: 'Model' }).fill('/etc/hostname');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByRole('alert')).toContainText('lies outside the folders');
    await dialog
      .getByRole('textbox', { name: 'Model' })
      .fill(path.join(disk, 'models', 'vit_tiny_fixture.safetensors'));
    await dialog.getByText('What the model computes').click();
    await dialog.getByLabel('Attention heads').fill('1');
    await expect(dialog.getByText('1 heads: set by you')).toBeVisible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    // The answer is there again, and can be taken back.
    await page.getByRole('button', { name: 'Choose data…' }).click();
    await expect(dialog.getByLabel('Attention heads')).toHaveValue('1');
    await dialog.getByLabel('Attention heads').fill('');
    await expect(dialog.getByText(/^\d+ heads: (?!set by you)/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(card).toContainText('0 of 4 runs done');

    await page.getByRole('link', { name: /^Table 3/ }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Table 3');
    const notes = page.getByRole('region', { name: 'Omitted or different' });
    await expect(notes).toContainText('The folder of ImageNet-R is not set');
    await expect(notes).toContainText('No folder of clean images is set');
    await expect(page.getByRole('row', { name: /^MGTTA/ })).toContainText('70.2');

    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByText('All 4 runs done')).toBeVisible({ timeout: 60_000 });
    const cell = page.getByRole('link', { name: /^TENT, A: / });
    // The small model is not the paper's, nor are eight classes its images: 52.9 would be laid beside what it is no measure of.
    await expect(cell).not.toContainText('52.9');
    await page.getByText('Published values not shown').click();
    const reasons = page.getByRole('table', { name: 'MGTTA (AAAI 2025), Table 3' });
    await expect(reasons.getByRole('row', { name: /^Checkpoint/ })).toContainText('not recognised');
    await expect(reasons.getByRole('row', { name: /^Images per shift/ })).toContainText('7,500');
    await page.getByRole('button', { name: 'Export table' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV', exact: true }).click();
    const csv = readFileSync(await (await download).path(), 'utf8').split('\n');
    const names = ['R', 'Sketch'].flatMap((name) => [`${name} top1_percent`, `${name} top1_percent published`]);
    expect(csv[0]).toContain(`Method,${names.join(',')},A top1_percent,Avg. top1_percent,method_id,n_seeds,seeds,runs`);
    expect(csv.find((line) => line.startsWith('TENT,'))).toMatch(/^TENT,,63\.9,,49\.1,\d+(?:\.\d+)?,,tent,1,2020,/);

    await cell.click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('TENT, A');
  },
);
