import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import OptionForm from '../../../src-renderer/components/forms/OptionForm.svelte';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { show } from '../support/show.ts';

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

/** The form, and what it has made of its values. */
async function open(values: Record<string, number | string | boolean | null> = {}) {
  const made: unknown[] = [];
  await show(OptionForm, { specs, values, onchange: (next: unknown) => made.push(next) });
  return made;
}

test('holds only what differs from the defaults, and leaves out what is put back', async () => {
  const made = await open({ lr: 0.01 });
  await expect.element(field('Learning rate')).toHaveValue('0.01');
  await page.getByRole('switch', { name: 'Restore' }).click();
  expect(made.at(-1)).toEqual({ lr: 0.01, restore: true });
  await page.getByRole('button', { name: 'Reset to default (0.001)' }).click();
  expect(made.at(-1)).toEqual({ restore: true });
  await expect.element(field('Learning rate')).toHaveValue('0.001');
});

test('says at the field what is wrong, in the words of its limits', async () => {
  await open();
  await field('Learning rate').fill('-1');
  await expect.element(page.getByText('More than 0.')).toBeVisible();
  await field('Learning rate').fill('fast');
  await expect.element(page.getByText('Enter a number.')).toBeVisible();
  await field('Learning rate').fill('2e-3');
  await expect.element(page.getByText('Enter a number.')).not.toBeInTheDocument();
});

test('text that is no number goes with a reset, too', async () => {
  await open();
  await field('Learning rate').fill('fast');
  await page.getByRole('button', { name: 'Reset to default (0.001)' }).click();
  await expect.element(field('Learning rate')).toHaveValue('0.001');
  await expect.element(page.getByText('Enter a number.')).not.toBeInTheDocument();
});

test('a setting that may be left open is a number once its box is not ticked', async () => {
  const made = await open();
  await expect.element(field('Budget')).toBeDisabled();
  await page.getByRole('checkbox', { name: 'all' }).click();
  expect(made.at(-1)).toEqual({ budget: 1 });
  await field('Budget').fill('0');
  await expect.element(page.getByText('At least 1.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'all' }).click();
  expect(made.at(-1)).toEqual({});
});

test('a choice is made from a list', async () => {
  const made = await open();
  await page.getByRole('combobox', { name: 'Broken batches' }).click();
  await page.getByRole('option', { name: 'stop' }).click();
  expect(made.at(-1)).toEqual({ onNonFinite: 'stop' });
});
