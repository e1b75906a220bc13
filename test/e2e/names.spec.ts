import { cli } from './support/cli.ts';
import { expect, test } from './support/lab.ts';
import { addMeasuredRuns } from './support/measured-runs.ts';

const patient = { timeout: 60_000 };

test('runs of one name can be distinguished wherever they are named, and renamed by their own', async ({
  lab,
  openPage,
}) => {
  test.setTimeout(300_000);
  const page = await openPage('/runs');
  const { runs, pretrainings } = addMeasuredRuns(lab);
  const title = page.getByRole('heading', { level: 1 });

  await openPage(`/runs/${runs[3]}`);
  await expect(title).toHaveText('MGTTA, seed 2021', patient);
  await expect(page).toHaveTitle(/^MGTTA, seed 2021/);
  await expect(page.getByRole('table', { name: 'Streams of MGTTA, seed 2021' })).toBeVisible();
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(page.getByLabel('Name of the run')).toHaveValue('MGTTA');
  await page.keyboard.press('Escape');
  await openPage(`/runs/${pretrainings[1]}`);
  await expect(title).toHaveText('MGG pre-training, T 300');

  await openPage('/');
  const recent = page.getByRole('table', { name: 'Recent runs' });
  for (const name of ['MGTTA, seed 2020', 'MGTTA, seed 2021', 'MGG pre-training, T 200', 'MGG pre-training, T 300']) {
    await expect(recent.getByRole('link', { name, exact: true })).toBeVisible(patient);
  }
  await openPage('/pretrain');
  await expect(page.getByRole('link', { name: 'MGG pre-training, T 300', exact: true })).toBeVisible(patient);
  await openPage(`/compare?ids=${pretrainings.join(',')}`);
  const legend = page.getByRole('figure', { name: 'Loss of pre-training' }).getByRole('list', { name: 'Lines' });
  const strokes = legend.locator('line');
  await expect(legend.getByRole('button', { name: /T 300/ })).toBeVisible(patient);
  await expect(strokes).toHaveCount(2);
  const looks = await strokes.evaluateAll((lines) =>
    lines.map((line) => `${line.getAttribute('stroke')} ${line.getAttribute('stroke-dasharray')}`),
  );
  expect(new Set(looks).size).toBe(2);

  const listed = await cli(lab, 'runs');
  for (const words of ['MGTTA, seed 2021', 'MGG pre-training, T 300']) expect(listed).toContain(words);
  expect(await cli(lab, 'show', runs[3])).toContain('(MGTTA, seed 2021)');
  expect(await cli(lab, 'compare', runs[2], runs[3])).toContain(`MGTTA, seed 2021 ${runs[3]}`);
});
