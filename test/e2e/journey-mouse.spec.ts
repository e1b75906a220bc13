import { expect, test } from './support/lab.ts';
import * as walk from './support/walk.ts';

test('from the quick start to the next experiment by mouse', async ({ openPage }) => {
  test.setTimeout(240_000);
  const page = await openPage('/');
  const sidebar = page.getByRole('navigation', { name: 'Pages' });
  await page.getByRole('button', { name: 'Run the quick start' }).click();
  await walk.expectQuickstartDone(page);

  await walk.compareLink(page).click();
  await walk.expectComparison(page);

  await sidebar.getByRole('link', { name: 'Runs' }).click();
  await expect(walk.rows(page)).toHaveCount(3);
  await walk.searchField(page).click();
  await page.keyboard.type('tent');
  await expect(walk.rows(page)).toHaveCount(1);
  await walk.rows(page).getByRole('checkbox').click();
  await walk.expectRunsAsLeft(page);
  await walk.rows(page).getByRole('link').first().click();
  await expect(walk.title(page)).toHaveText('TENT');
  await page.goBack();
  await walk.expectRunsAsLeft(page);

  await page.getByRole('button', { name: /^Search or run/ }).click();
  await page.keyboard.type('engines');
  await page.getByRole('option', { name: 'Go to Engines' }).click();
  await expect(walk.title(page)).toHaveText('Engines');
  await sidebar.getByRole('link', { name: 'Runs' }).click();
  await walk.expectRunsAsLeft(page);

  await page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Clone' }).click();
  await walk.expectClone(page);
  await page.goBack();
  await walk.expectRunsAsLeft(page);
});
