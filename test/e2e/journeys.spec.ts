import { expectBeyond, tabTo } from './support/experiment.ts';
import { full } from './support/full.ts';
import { expect, test } from './support/lab.ts';
import * as walk from './support/walk.ts';

test.describe.configure({ mode: 'serial' });

interface Row {
  name: string;
  status: string;
  summary: string;
}

const accuracyOf = (rows: readonly Row[], wanted: string): number => {
  const { summary } = rows.find(({ name }) => name === wanted)!;
  return (JSON.parse(summary) as { averageTop1: number }).averageTop1;
};

test('one click on the first screen leads to live curves and to their results', async ({ lab, openPage }) => {
  test.setTimeout(240_000);
  const page = await openPage('/');
  await expect(page.getByRole('heading', { name: 'Watch a model adapt' })).toBeVisible();
  await page.getByRole('button', { name: 'Run the quick start' }).click();

  const figure = page.getByRole('figure', { name: 'Accuracy', exact: true });
  await expect(figure.getByRole('button', { name: /^NoAdapt/ })).toBeVisible({ timeout: 60_000 });
  const table = page.getByRole('table', { name: 'Runs' });
  const images = table
    .getByRole('row', { name: /NoAdapt/ })
    .getByRole('cell')
    .nth(5);
  const first = await expectBeyond(images, 0);
  if (first < 1000) await expectBeyond(images, first);

  await walk.expectQuickstartDone(page);
  const rows = lab.query<Row>('SELECT name, status, summary FROM runs');
  expect(rows.map(({ name }) => name).sort()).toEqual(['MGTTA', 'NoAdapt', 'TENT']);
  for (const { name } of rows) {
    const row = table.getByRole('row', { name: new RegExp(`^${name}`) });
    const accuracy = (100 * accuracyOf(rows, name)).toFixed(1);
    await expect(row.getByRole('cell', { name: accuracy, exact: true }).first()).toBeVisible();
  }
  const best = accuracyOf(rows, 'MGTTA');
  const points = `+${(100 * (best - accuracyOf(rows, 'NoAdapt'))).toFixed(1)}`;
  await expect(table.getByRole('row', { name: /^MGTTA/ })).toContainText(points);
  await expect(page.getByTestId('outcome')).toContainText(`MGTTA is best with ${(100 * best).toFixed(1)}`);
  await expect(page.getByTestId('outcome')).toContainText(`${points} points over NoAdapt`);
});

test('from its results to the next experiment by mouse', async ({ openPage }) => {
  const page = await openPage('/');
  const sidebar = page.getByRole('navigation', { name: 'Pages' });
  await expect(page.getByRole('table', { name: 'Recent runs' }).getByRole('row')).toHaveCount(4);
  await walk.latestResult(page).click();
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
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
  await page.keyboard.type('engines');
  await page.getByRole('option', { name: 'Go to Engines' }).click();
  await expect(walk.title(page)).toHaveText('Engines');
  await sidebar.getByRole('link', { name: 'Runs' }).click();
  await walk.expectRunsAsLeft(page);

  await page.getByRole('toolbar', { name: 'Runs' }).getByRole('button', { name: 'Clone' }).click();
  await walk.expectClone(page);
  await page.goBack();
  await walk.expectRunsAsLeft(page);
  await page.getByRole('button', { name: 'Clear selection' }).click();
});

test('and by keyboard alone', full, async ({ openPage }) => {
  test.setTimeout(120_000);
  const page = await openPage('/');
  const { keyboard } = page;
  await tabTo(page, page.getByRole('button', { name: 'Run the quick start' }));
  await tabTo(page, walk.latestResult(page));
  await keyboard.press('Enter');
  await expect(walk.compareLink(page)).toBeVisible();
  await tabTo(page, walk.compareLink(page));
  await keyboard.press('Enter');
  await walk.expectComparison(page);

  await keyboard.press('g');
  await keyboard.press('r');
  await expect(walk.rows(page)).not.toHaveCount(0);
  await keyboard.press('/');
  await expect(walk.searchField(page)).toBeFocused();
  await keyboard.press('ControlOrMeta+a');
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
  await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
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
