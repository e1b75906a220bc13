import { expectBeyond } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

interface Row {
  name: string;
  status: string;
  summary: string;
}

test('one click on the first screen leads to live curves and to their results', async ({ lab, openPage }) => {
  test.setTimeout(240_000);
  const startedAt = Date.now();
  const page = await openPage('/');
  await expect(page.getByRole('heading', { name: 'Watch a model adapt' })).toBeVisible();
  await page.getByRole('button', { name: 'Run the quick start' }).click();

  const figure = page.getByRole('figure', { name: 'Accuracy', exact: true });
  await expect(figure.getByRole('button', { name: /^NoAdapt/ })).toBeVisible({ timeout: 60_000 });
  test.info().annotations.push({
    type: 'seconds to the first live curve',
    description: String((Date.now() - startedAt) / 1000),
  });

  const table = page.getByRole('table', { name: 'Runs' });
  const images = table
    .getByRole('row', { name: /NoAdapt/ })
    .getByRole('cell')
    .nth(5);
  const first = await expectBeyond(images, 0);
  if (first < 1000) await expectBeyond(images, first);

  await expect(table.locator('[data-status=done]')).toHaveCount(3, { timeout: 180_000 });
  const rows = lab.query<Row>('SELECT name, status, summary FROM runs');
  expect(rows.map(({ name }) => name).sort()).toEqual(['MGTTA', 'NoAdapt', 'TENT']);
  for (const { name, summary } of rows) {
    const { averageTop1 } = JSON.parse(summary) as { averageTop1: number };
    const row = table.getByRole('row', { name: new RegExp(`^${name}`) });
    await expect(row.getByRole('cell', { name: (100 * averageTop1).toFixed(1), exact: true }).first()).toBeVisible();
  }

  const [source, best] = ['NoAdapt', 'MGTTA'].map((wanted) => {
    const { summary } = rows.find(({ name }) => name === wanted)!;
    return (JSON.parse(summary) as { averageTop1: number }).averageTop1;
  }) as [number, number];
  const points = `+${(100 * (best - source)).toFixed(1)}`;
  await expect(table.getByRole('row', { name: /^MGTTA/ })).toContainText(points);
  await expect(page.getByTestId('outcome')).toContainText(`MGTTA is best with ${(100 * best).toFixed(1)}`);
  await expect(page.getByTestId('outcome')).toContainText(`${points} points over NoAdapt`);

  await openPage('/');
  await expect(page.getByRole('table', { name: 'Recent runs' }).getByRole('row')).toHaveCount(4);
});
