import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import OptionForm from '../../../src-renderer/components/forms/OptionForm.svelte';
import type { OptionValues } from '../../../src-renderer/components/forms/option-values.ts';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { show } from '../support/show.ts';
import { formOf } from './form.svelte.ts';

const specs: OptionSpec[] = [
  {
    ...{ name: 'lr', kind: 'number', label: 'Learning rate', symbol: 'η', help: 'Size of a step.', default: 0.001 },
    exclusiveMinimum: 0,
  },
  {
    ...{ name: 'budget', kind: 'integer', label: 'Budget', help: 'Images to adapt to.', default: null, minimum: 1 },
    ...{ unit: 'images', nullMeans: 'all' },
  },
  {
    ...{ name: 'onNonFinite', kind: 'choice', label: 'Broken batches', help: '', default: 'skip' },
    choices: ['skip', 'stop'],
  },
  { name: 'restore', kind: 'boolean', label: 'Restore', help: '', default: false },
];

const field = (name: string) => page.getByRole('textbox', { name });

async function open(values: OptionValues = {}) {
  const form = formOf(specs, values);
  await show(OptionForm, { draft: form.draft });
  return form;
}

test('holds only what differs from the defaults, and leaves out what is put back', async () => {
  const form = await open({ lr: 0.01 });
  await expect.element(field('Learning rate')).toHaveValue('0.01');
  await page.getByRole('switch', { name: 'Restore' }).click();
  expect(form.values).toEqual({ lr: 0.01, restore: true });
  await page.getByRole('button', { name: 'Reset to default (0.001)' }).click();
  expect(form.values).toEqual({ restore: true });
  await expect.element(field('Learning rate')).toHaveValue('0.001');
});

test('says at the field what is wrong, in the words of its limits', async () => {
  const form = await open();
  await field('Learning rate').fill('-1');
  await expect.element(page.getByText('Enter more than 0.')).toBeVisible();
  expect(form.draft.problems).toEqual(['Learning rate: Enter more than 0.']);
  await field('Learning rate').fill('fast');
  await expect.element(page.getByText('Enter a number.')).toBeVisible();
  await field('Learning rate').fill('2e-3');
  await expect.element(page.getByText('Enter a number.')).not.toBeInTheDocument();
  expect(form.values).toEqual({ lr: 0.002 });
});

test('text that is no number goes with a reset, too', async () => {
  await open();
  await field('Learning rate').fill('fast');
  await page.getByRole('button', { name: 'Reset to default (0.001)' }).click();
  await expect.element(field('Learning rate')).toHaveValue('0.001');
  await expect.element(page.getByText('Enter a number.')).not.toBeInTheDocument();
});

test('a setting that may be left open is a number once its box is not ticked', async () => {
  const form = await open();
  await expect.element(field('Budget')).toBeDisabled();
  await page.getByRole('checkbox', { name: 'all' }).click();
  expect(form.values).toEqual({ budget: 1 });
  await field('Budget').fill('0');
  await expect.element(page.getByText('Enter 1 or more.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'all' }).click();
  expect(form.values).toEqual({});
});

test('a choice is made from a list', async () => {
  const form = await open();
  await page.getByRole('combobox', { name: 'Broken batches' }).click();
  await page.getByRole('option', { name: 'stop' }).click();
  expect(form.values).toEqual({ onNonFinite: 'stop' });
});
