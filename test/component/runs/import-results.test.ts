import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ComparedRun } from '../../../src-shared/comparison/compared-run.ts';
import { readResults } from '../../../src-main/exports/results/read-results.ts';
import { doneRun } from '../../unit/shared/comparison/support.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { holdRuns } from '../support/finished-runs.ts';
import { openWindow } from '../support/window.ts';

const dialog = page.getByRole('dialog');
const field = (name: string) => dialog.getByRole('textbox', { name, exact: true });
const choice = (name: string) => dialog.getByRole('combobox', { name, exact: true });
const add = dialog.getByRole('button', { name: 'Import', exact: true });

const log = [
  "INFO : Namespace(corruption='fog', exp_type='label_shifts', imbalance_ratio=1000, level=5, method='sar', model='vitbase_timm', seed=2021, test_batch_size=64)",
  'INFO : Result under fog. The adaptation accuracy of SAR is top1: 55.00000 and top5: 75.00000',
  'INFO : Result under snow. The adaptation accuracy of SAR is top1: 45.00000 and top5: 65.00000',
].join('\n');

let external: ComparedRun;
beforeEach(() => {
  const { run, shifts } = doneRun('SAR, theirs', { fog: 0.55, snow: 0.45 }, { method: 'sar', seed: 1 });
  external = {
    run: { ...run, external: { file: 'sar.log', format: 'log of SAR or DeYO', stated: ['method'] } },
    shifts,
  };
  fakeLab.answer({
    readResults: ({ text, severity, ...file }) => readResults(text, { ...file, severity }),
    importResults: () => {
      holdRuns([external]);
      fakeLab.emit('run', external.run);
      return external.run;
    },
  });
});

async function give(name: string, text: string): Promise<void> {
  await openWindow('/runs');
  await page.getByRole('button', { name: 'Import results' }).click();
  await expect.element(add).toBeDisabled();
  await userEvent.upload(dialog.getByLabelText('File', { exact: true }), new File([text], name));
}

test('shows what was read of a log, fills in what it says, and sends what its owner states', async () => {
  await give('sar.log', log);
  await expect.element(dialog.getByText('Read as log of SAR or DeYO: 2 streams.')).toBeVisible();
  await expect.element(dialog.getByRole('row', { name: /^Fog 5/ })).toHaveTextContent('55.0');
  await expect.element(dialog.getByRole('row', { name: /^Average/ })).toHaveTextContent('50.0');
  await expect.element(field('Name')).toHaveValue('sar');
  await expect.element(field('Method')).toHaveValue('sar');
  await expect.element(choice('Model')).toHaveValue('vitbase_timm');
  await expect.element(field('Seed')).toHaveValue('2021');
  await expect.element(field('Imbalance ratio')).toHaveValue('1000');
  await expect.element(choice('With replacement')).toHaveTextContent('yes');
  await expect.element(choice('Normalisation')).toHaveTextContent('unknown');

  await field('Name').fill('SAR, theirs');
  await choice('Normalisation').click();
  await page.getByRole('option', { name: 'imagenet', exact: true }).click();
  await choice('Dataset').click();
  await page.getByRole('option', { name: 'ImageNet-C, elsewhere' }).click();
  await field('Images per shift').fill('many');
  await expect.element(dialog.getByText('Enter a number, or nothing.')).toBeVisible();
  await expect.element(add).toBeDisabled();
  await field('Images per shift').fill('all');
  await field('Seed').fill('');
  await add.click();

  await expect.element(dialog).not.toBeInTheDocument();
  expect(fakeLab.inputs('importResults')).toMatchObject([
    {
      ...{ name: 'sar.log', text: log, unit: 'auto', labels: { name: 'SAR, theirs' } },
      statement: { dataset: { kind: 'folder', benchmark: 'imagenet-c', corrupted: true } },
    },
  ]);
  expect(fakeLab.inputs('importResults')[0]!.statement.settings).toEqual({
    ...{ method: 'sar', model: 'vitbase_timm', batchSize: 64, policy: 'reset', order: 'separate' },
    ...{ imbalanceRatio: 1000, replacement: true, normalisation: 'imagenet', images: null },
  });
  await expect.element(page.getByRole('row', { name: /SAR, theirs \(external\)/ })).toBeVisible();
});

test('says what is wrong with a file, and reads it anew when its unit is said', async () => {
  await give('mixed.csv', 'corruption,severity,accuracy\nfog,5,50\nsnow,5,0.6\n');
  await expect.element(dialog.getByRole('alert')).toHaveTextContent('may be a fraction.');
  await expect.element(add).toBeDisabled();
  await choice('Accuracies are in').click();
  await page.getByRole('option', { name: 'percent', exact: true }).click();
  await expect.element(dialog.getByRole('row', { name: /^Snow 5/ })).toHaveTextContent('0.6');
  await expect.element(dialog.getByRole('alert')).not.toBeInTheDocument();
  // Nobody said which method it was.
  await expect.element(add).toBeDisabled();
  await field('Method').fill('foo');
  await expect.element(add).toBeEnabled();
  await dialog.getByRole('button', { name: 'Fill in the defaults of the lab' }).click();
  await expect.element(field('Batch size')).toHaveValue('64');
  await expect.element(field('Reset every')).toHaveValue('none');
});

test('an external run can neither be run again nor changed into an experiment', async () => {
  holdRuns([external]);
  await openWindow(`/runs/${external.run.id}`);
  await expect.element(page.getByRole('heading', { level: 1 })).toHaveTextContent('SAR, theirs (external)');
  await expect.element(page.getByText('results from elsewhere: sar.log (log of SAR or DeYO)')).toBeVisible();
  await page.getByRole('button', { name: 'More actions' }).click();
  await expect.element(page.getByRole('menuitem', { name: 'Delete' })).toBeVisible();
  expect(
    page
      .getByRole('menuitem')
      .elements()
      .map((item) => item.textContent.trim()),
  ).toHaveLength(2);
});
