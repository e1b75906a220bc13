import { tabTo } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';
import * as walk from './support/walk.ts';

test('from the quick start to the next experiment by keyboard alone', async ({ openPage }) => {
  test.setTimeout(240_000);
  const page = await openPage('/');
  const { keyboard } = page;
  await tabTo(page, page.getByRole('button', { name: 'Run the quick start' }));
  await keyboard.press('Enter');
  await walk.expectQuickstartDone(page);

  await tabTo(page, walk.compareLink(page));
  await keyboard.press('Enter');
  await walk.expectComparison(page);

  await keyboard.press('g');
  await keyboard.press('r');
  await expect(walk.rows(page)).toHaveCount(3);
  await keyboard.press('/');
  await expect(walk.searchField(page)).toBeFocused();
  await keyboard.type('tent');
  await expect(walk.rows(page)).toHaveCount(1);
  await tabTo(page, walk.rows(page).first());
  await keyboard.press('Space');
  await walk.expectRunsAsLeft(page);
  await keyboard.press('Enter');
  await expect(walk.title(page)).toHaveText('TENT');
  await page.goBack();
  await walk.expectRunsAsLeft(page);
  await expect(walk.rows(page).first()).toBeFocused();

  await keyboard.press('Control+k');
  await keyboard.type('engines');
  await expect(page.getByRole('option').first()).toHaveText(/Go to Engines/);
  await keyboard.press('Enter');
  await expect(walk.title(page)).toHaveText('Engines');
  await page.goBack();
  await walk.expectRunsAsLeft(page);

  await tabTo(page, page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Clone' }));
  await keyboard.press('Enter');
  await walk.expectClone(page);
  await page.goBack();
  await walk.expectRunsAsLeft(page);
});
