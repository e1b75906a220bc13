import { expect, test } from './support/lab.ts';
import { importConfigs, smallConfig } from './support/experiment.ts';

interface StoredRun {
  readonly lr: number;
  readonly seed: number;
  readonly tags: string;
}

const runsSql = `
  SELECT json_extract(config, '$.options.lr') AS lr, json_extract(config, '$.seed') AS seed, tags
  FROM runs WHERE status = 'done' ORDER BY lr, seed`;

test('two rates over two seeds by clicking, to the best setting and an experiment with it', async ({
  lab,
  openPage,
}) => {
  test.slow();
  const page = await openPage('/new');
  const shifts = [{ corruption: 'contrast', severity: 5 }];
  await importConfigs(page, [smallConfig({ method: 'foa_sgd', options: { lr: 0.01 }, images: 32, shifts })]);
  await page.getByText('Settings of FOA-SGD').click();
  await page.getByRole('button', { name: 'Try several values of Learning rate' }).click();
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.001, 0.1');
  await page.getByRole('textbox', { name: 'Seeds' }).fill('1, 2');
  await page.getByRole('combobox', { name: 'Choose by' }).click();
  await page.getByRole('option', { name: 'Best on these streams' }).click();
  await expect(page.getByText('Its numbers will be marked †')).toBeVisible();
  await expect(page.getByText('2 trials × 2 seeds')).toBeVisible();
  await page.getByRole('button', { name: 'Run sweep' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Learning rate: /);
  await expect(page.getByText('All 4 runs done')).toBeVisible({ timeout: 90_000 });
  const best = page.getByRole('region', { name: 'Best settings' }).locator('[data-method]');
  await expect(best).toHaveCount(1);
  await expect(best).toContainText(/\d+\.\d†/);
  await expect(best).toContainText('the best');
  await expect(page.getByRole('figure', { name: 'Accuracy over Learning rate' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Trials' }).getByRole('row')).toHaveCount(3);
  // The runs of the chosen setting say for good that it was chosen on their labels.
  const tag = 'chosen on test labels';
  await expect.poll(() => lab.query<StoredRun>(runsSql).filter(({ tags }) => tags.includes(tag)).length).toBe(2);
  const stored = lab.query<StoredRun>(runsSql);
  expect(stored.map(({ lr, seed }) => [lr, seed])).toEqual([
    [0.001, 1],
    [0.001, 2],
    [0.1, 1],
    [0.1, 2],
  ]);
  const chosen = stored.filter(({ tags }) => tags.includes(tag));
  expect(new Set(chosen.map(({ lr }) => lr)).size).toBe(1);

  await page.getByRole('link', { name: 'Use these settings', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New experiment' })).toBeVisible();
  await expect(page.getByText(tag)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run all 2' })).toBeVisible();
  await expect(page.getByText(`lr ${chosen[0]!.lr}`)).toBeVisible();
});
