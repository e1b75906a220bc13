import type { Page } from '@playwright/test';
import type { LabUnderTest } from './support/lab.ts';
import { expectBeyond, expectStatus, numberIn, runIdOf, smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

/** Long enough to be paused in the middle on a fast computer. */
const long = smallConfig({ images: 500, batchSize: 4, checkpointEvery: 20 });
const allImages = 1000;

interface Stream {
  corruption: string;
  summary: string;
}

/** Measurements of a run, without how long it took. */
function results(lab: LabUnderTest, id: string): object[] {
  const streams = lab.query<Stream>('SELECT corruption, summary FROM shifts WHERE run_id = ? ORDER BY position', id);
  return streams.map(({ corruption, summary }) => {
    const { computeSeconds: _compute, loadSeconds: _load, ...measured } = JSON.parse(summary) as Record<string, number>;
    return { corruption, ...measured };
  });
}

/** A run that is paused stays where it is, however fast the computer. */
async function pause(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pause' }).click();
  await expectStatus(page, 'paused');
}

test.describe.configure({ mode: 'serial' });

let reference: object[] = [];

test('a run is shown as it is measured, also after a reload', async ({ lab, openPage }) => {
  test.setTimeout(180_000);
  const page = await openPage('/new');
  await startExperiment(page, [long]);
  const figure = page.getByRole('figure', { name: 'Accuracy', exact: true });
  const images = page.getByTestId('images');
  const first = await expectBeyond(images, 0);
  await expect(figure.getByRole('button', { name: /^MGTTA/ })).toBeVisible();
  await expectBeyond(images, first);
  await pause(page);
  await page.reload();
  await expectStatus(page, 'paused');
  const second = await expectBeyond(images, first);
  await page.getByRole('main').getByRole('button', { name: 'Resume' }).click();
  await expectBeyond(images, second);
  await expectStatus(page, 'done', 120_000);

  await expect(images).toHaveText('1,000');
  const id = runIdOf(page);
  reference = results(lab, id);
  const table = page.getByRole('table', { name: /^Streams of/ });
  for (const stream of reference as { corruption: string; top1: number }[]) {
    const name = stream.corruption === 'contrast' ? 'Contrast 5' : 'Gaussian noise 5';
    await expect(table.getByRole('row', { name }).getByRole('cell').first()).toHaveText((100 * stream.top1).toFixed(1));
  }
  await expect(page.getByRole('figure', { name: 'Loss and its parts' })).toBeVisible();
});

test('paused, cancelled, or left by its compute process, a run resumes to the same numbers', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(180_000);
  const page = await openPage('/new');
  await startExperiment(page, [long]);
  const images = page.getByTestId('images');
  const resume = page.getByRole('main').getByRole('button', { name: 'Resume' });
  await expectBeyond(images, 0);
  await pause(page);
  const before = await numberIn(images);
  await resume.click();
  await expectBeyond(images, before);
  await pause(page);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expectStatus(page, 'cancelled');
  const cancelled = await numberIn(images);
  expect(cancelled).toBeLessThan(allImages);
  await resume.click();
  await expectBeyond(images, cancelled);

  await pause(page);
  lab.killCompute();
  await expectStatus(page, 'failed');
  const callout = page.getByRole('alert').filter({ hasText: 'The compute process ended unexpectedly' });
  await expect(callout).toContainText('Everything up to the last checkpoint is kept');
  await callout.getByRole('button', { name: 'Resume' }).click();
  await expectStatus(page, 'done', 120_000);
  await expect(images).toHaveText('1,000');
  expect(results(lab, runIdOf(page))).toEqual(reference);
  await expect(page.getByText('3 attempts')).toBeVisible();
});

test('name, tags and notes are kept; a deleted run comes back', async ({ lab, openPage }) => {
  const page = await openPage('/new');
  await startExperiment(page, [smallConfig({ images: 32, method: 'noadapt', mgg: null, options: {} })]);
  await expectStatus(page, 'done');
  const id = runIdOf(page);
  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Name of the run').fill('Source model');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Source model');
  await page.getByLabel('Add a tag').fill('baseline');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Notes' }).fill('Nothing adapts here.');
  await page.getByRole('heading', { level: 1 }).click();
  await expect
    .poll(() => lab.query('SELECT name, tags, notes FROM runs WHERE id = ?', id))
    .toEqual([{ name: 'Source model', tags: '["baseline"]', notes: 'Nothing adapts here.' }]);

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(page.getByText('Source model was deleted.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await openPage(`/runs/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Source model');
});
