import { expectStatus, runIdOf, tabTo } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

test('an experiment from start to export without a pointer', async ({ lab, openPage }) => {
  test.setTimeout(150_000);
  const page = await openPage('/');
  const { keyboard } = page;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await keyboard.press('n');
  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Summary' })).toBeVisible();

  const method = (id: string) => page.locator(`[data-method=${id}]`);
  const options = (id: string) => page.locator(`[data-options=${id}]`);
  await tabTo(page, method('noadapt').getByRole('checkbox'));
  await keyboard.press('Space');
  await tabTo(page, method('tent').getByRole('checkbox'));
  await keyboard.press('Space');
  await tabTo(page, method('mgtta').getByRole('checkbox'));
  await keyboard.press('Space');
  await tabTo(page, options('tent').locator('summary'));
  await keyboard.press('Enter');
  await tabTo(page, options('tent').getByRole('textbox', { name: 'Learning rate' }));
  await keyboard.press('ArrowUp');
  await expect(options('tent').getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.002');

  await tabTo(page, page.locator('[data-cell][tabindex="0"]'));
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowLeft');
  await keyboard.press('Space');
  await expect(page.getByRole('switch', { checked: true, name: /severity/ })).toHaveCount(1);
  const images = page.locator('[data-setting=images]').getByRole('textbox');
  await tabTo(page, images);
  await keyboard.press('Control+a');
  await keyboard.type('32');
  await keyboard.press('Control+Enter');

  await page.waitForURL(/#\/runs\/./);
  await expectStatus(page, 'done');
  const [row] = lab.query<{ config: string }>('SELECT config FROM runs WHERE id = ?', runIdOf(page));
  expect(JSON.parse(row!.config)).toMatchObject({
    method: 'tent',
    options: { lr: 0.002 },
    images: 32,
    shifts: [{ corruption: 'shot_noise', severity: 4 }],
  });

  await tabTo(page, page.getByRole('button', { name: 'Export', exact: true }));
  await keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Tables (CSV)' })).toBeFocused();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  const [download] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/\.json$/);
});
