import type { Page } from '@playwright/test';
import { smallConfig, startExperiment } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

const lines = (page: Page) => page.getByRole('list', { name: 'Queue' }).getByRole('listitem');

test('a group is paused and resumed as one; the queue is put in order by keys, buttons and dragging', async ({
  openPage,
}) => {
  test.setTimeout(120_000);
  const page = await openPage('/new');
  const seeds = [1, 2, 3, 4];
  await startExperiment(
    page,
    seeds.map((seed) => smallConfig({ seed, images: 2000, shifts: [{ corruption: 'fog', severity: 5 }] })),
  );
  await page.getByRole('main').getByRole('button', { name: 'Pause', exact: true }).click();
  const resume = page.getByRole('main').getByRole('button', { name: 'Resume', exact: true });
  await expect(resume).toBeVisible();
  const group = new URL(page.url()).hash.slice(1);

  await openPage('/');
  await expect(lines(page)).toHaveText([/seed 2/, /seed 3/, /seed 4/]);
  await lines(page).nth(2).getByRole('link').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(lines(page)).toHaveText([/seed 2/, /seed 4/, /seed 3/]);
  await expect(lines(page).nth(1).getByRole('link')).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(lines(page)).toHaveText([/seed 4/, /seed 2/, /seed 3/]);
  await lines(page)
    .nth(0)
    .getByRole('button', { name: /^Move .* back$/ })
    .click();
  await expect(lines(page)).toHaveText([/seed 2/, /seed 4/, /seed 3/]);
  await lines(page).nth(2).dragTo(lines(page).nth(0));
  await expect(lines(page)).toHaveText([/seed 3/, /seed 2/, /seed 4/]);
  await page.reload();
  await expect(lines(page)).toHaveText([/seed 3/, /seed 2/, /seed 4/]);

  await openPage(group);
  await resume.click();
  await expect(page.getByRole('main').getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Cancel all' }).click();
  await expect(page.locator('main [data-status=cancelled]')).toHaveCount(seeds.length);
});
