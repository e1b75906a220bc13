import { beforeEach, expect, test } from 'vitest';
import { page, userEvent, type Locator } from 'vitest/browser';
import type { MethodInfo } from '../../../src-shared/api/lab.ts';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { LabError } from '../../../src-shared/errors.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import * as listed from '../../../src-renderer/lab/lists.svelte.ts';
import NewExperimentPage from '../../../src-renderer/pages/NewExperimentPage.svelte';
import PretrainPage from '../../../src-renderer/pages/PretrainPage.svelte';
import { seriousViolations } from '../support/axe.ts';
import { fakeLab } from '../support/fake-lab.ts';
import { show } from '../support/show.ts';

const rate: OptionSpec = {
  ...{ name: 'lr', kind: 'number', label: 'Learning rate', help: 'Of the parameters.', symbol: 'lr' },
  ...{ default: 0.001, exclusiveMinimum: 0 },
};
const methods: MethodInfo[] = [
  { id: 'noadapt', name: 'NoAdapt', summary: 'Predicts only.', needs: [], options: [] },
  { id: 'tent', name: 'TENT', summary: 'Minimises the entropy.', needs: [], options: [rate] },
  { id: 'mgtta', name: 'MGTTA', summary: 'A learned generator.', needs: ['mgg'], options: [rate] },
];
const presets = [
  { id: 'tent', name: 'TENT alone', about: 'One run.', methods: ['tent'], options: {}, config: { batchSize: 64 } },
];

const field = (name: string): Locator => page.getByRole('textbox', { name, exact: true });
const button = (name: string | RegExp): Locator => page.getByRole('button', { name, exact: true });
const problems = (): string[] =>
  [...document.querySelectorAll('aside .problems > *')].map((element) => element.textContent.trim());
const checked = () => fakeLab.inputs('checkRun').map(({ config }) => config);

beforeEach(async () => {
  fakeLab.answer({
    listMethods: () => methods,
    listPresets: () => presets,
    sampleDataset: () => [],
    checkRun: ({ config }) => {
      if (config.batchSize === 1) throw new LabError('bad-option', 'One image has no statistics.', 'Take more.');
      const text = 'Normalised otherwise.';
      return {
        config: runConfigSchema.parse(config),
        warnings: config.normalisation === 'imagenet' ? [{ text, setting: 'normalisation' }] : [],
      };
    },
    estimateRuns: ({ configs }) => ({ seconds: 60 * configs.length, basis: 'Timed here.' }),
    estimatePretraining: () => ({ seconds: 30, basis: 'Timed here.', warnings: [] }),
  });
  await Promise.all([listed.methods.reload(), listed.presets.reload()]);
});

async function openExperiment(): Promise<void> {
  await show(NewExperimentPage, { params: {}, query: {} });
  await button('Reset form').click();
  await expect.element(field('Batch size')).toHaveValue('64');
}

test('text that is no number stays, with one sentence at the field and one that leads to it', async () => {
  await openExperiment();
  await page.getByText('Settings of MGTTA').click();
  await field('Learning rate').fill('fast');
  await field('Seeds').fill('1, oops');
  await userEvent.tab();
  await expect.element(field('Learning rate')).toHaveValue('fast');
  await expect.element(field('Learning rate')).toBeInvalid();
  await expect.element(field('Learning rate')).toHaveAccessibleDescription(/Of the parameters\..*Enter a number\./);
  await expect
    .poll(problems)
    .toEqual(['MGTTA, Learning rate: Enter a number.', 'Seeds: Enter numbers or ranges such as 2020–2024.']);
  await expect.element(button('Run all 2')).toBeDisabled();
  expect(await seriousViolations()).toEqual([]);

  await button(/^MGTTA, Learning rate/).click();
  await expect.element(field('Learning rate')).toHaveFocus();
  await field('Learning rate').fill('2e-3');
  await userEvent.keyboard('{ArrowUp}');
  await expect.element(field('Learning rate')).toHaveValue('0.005');
  await field('Seeds').fill('1-2');
  await expect.poll(problems).toEqual([]);
  await expect.poll(() => checked().at(-1)?.options).toEqual({ lr: 0.005 });
  await expect.element(page.getByTestId('estimate')).toHaveTextContent('about 4 min');
});

test('a GPU that is not used is worth a word before runs that take long', async () => {
  const gap = { text: 'NVIDIA Example is not used by CUDA.', hint: 'The lab can fetch it.', setup: 'cuda' } as const;
  fakeLab.answer({ autoEngine: () => ({ candidates: ['onnx-cpu'], races: [], gaps: [gap] }) });
  await listed.autoEngine.reload();
  await openExperiment();
  const note = page.getByRole('note').filter({ hasText: gap.text });
  await expect.element(page.getByTestId('estimate')).toHaveTextContent('about 2 min');
  expect(note.elements()).toEqual([]);
  await field('Seeds').fill('1-5');
  await expect.element(note.getByRole('button', { name: 'Set up CUDA' })).toBeVisible();
});

test('presets and the way back replace values and whatever was being typed', async () => {
  await openExperiment();
  await field('Batch size').fill('many');
  await field('Class mask').fill('x');
  await button('TENT alone').click();
  await expect.element(field('Batch size')).toHaveValue('64');
  await expect.element(field('Class mask')).toHaveValue('');
  await expect.element(button('Run')).toBeEnabled();
  await field('Seeds').fill('x');
  await button('Reset form').click();
  await expect.element(field('Seeds')).toHaveValue('2020');
  await field('Batch size').fill('many');
  await button('Reset to default (64)').click();
  await expect.element(field('Batch size')).toHaveValue('64');
  expect(problems()).toEqual([]);
});

test('what the lab finds wrong is said once, what is probably not intended leads to its setting', async () => {
  await openExperiment();
  await field('Batch size').fill('1');
  await expect.poll(problems).toEqual(['One image has no statistics.Take more.']);
  await expect.element(button('Run all 2')).toBeDisabled();
  await field('Batch size').fill('2');
  await expect.poll(problems).toEqual([]);
  await page.getByRole('combobox', { name: 'Normalisation' }).click();
  await page.getByRole('option', { name: 'imagenet' }).click();
  await expect.poll(problems).toEqual(['Normalised otherwise.']);
  await button('Normalised otherwise.').click();
  await expect.element(page.getByRole('combobox', { name: 'Normalisation' })).toHaveFocus();
  await expect.element(button('Run all 2')).toBeEnabled();
});

test('a pre-training says the same sentences, and is estimated as it is entered', async () => {
  await show(PretrainPage, { params: {}, query: {} });
  await button('Reset form').click();
  await field('Batch size').fill('1');
  await field('Steps').fill('ten');
  await expect.poll(problems).toEqual(['Batch size: Enter 2 or more.', 'Steps: Enter a number.']);
  await button('First look').click();
  await expect.element(field('Steps')).toHaveValue('64');
  await field('Steps').fill('10');
  await expect.poll(() => fakeLab.inputs('estimatePretraining').at(-1)?.config.steps).toBe(10);
  await expect.element(page.getByTestId('estimate')).toHaveTextContent('about 30 s');
  await expect.element(button('Pre-train')).toBeEnabled();

  // Changes that leave the configuration as it is ask for nothing.
  const asked = fakeLab.inputs('estimatePretraining').length;
  await field('Name').fill('Mine');
  await field('Steps').fill('10.0');
  await field('Seed').fill('2020');
  await field('Images').fill('100');
  await expect.poll(() => fakeLab.inputs('estimatePretraining').at(-1)?.config.images).toBe(100);
  expect(fakeLab.inputs('estimatePretraining').length).toBe(asked + 1);
});
