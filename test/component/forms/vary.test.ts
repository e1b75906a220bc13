import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import OptionForm from '../../../src-renderer/components/forms/OptionForm.svelte';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { seriousViolations } from '../support/axe.ts';
import { show } from '../support/show.ts';
import { varyingFormOf } from './form.svelte.ts';

const specs: OptionSpec[] = [
  {
    ...{ name: 'lr', kind: 'number', label: 'Learning rate', symbol: 'η', help: 'Size of a step.', default: 0.001 },
    exclusiveMinimum: 0,
  },
  { name: 'batch', kind: 'integer', label: 'Batch size', help: '', default: 64, minimum: 1 },
  { ...{ name: 'loss', kind: 'choice', label: 'Loss', help: '', default: 'entropy' }, choices: ['entropy', 'opinion'] },
  { name: 'threads', kind: 'integer', label: 'Threads', help: '', default: 4, minimum: 1 },
];

async function open() {
  const form = varyingFormOf(specs, (name) => name !== 'threads');
  await show(OptionForm, { draft: form.draft });
  return form;
}

const vary = (setting: string) => page.getByRole('button', { name: `Try several values of ${setting}` });

test('a setting becomes a list around its value, by keyboard too, and one value again', async () => {
  const form = await open();
  (vary('Learning rate').element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  const list = page.getByRole('textbox', { name: 'Learning rate' });
  await expect.element(list).toHaveFocus();
  await expect.element(list).toHaveValue('0.0001, 0.0003, 0.001, 0.003');
  expect(form.variations).toEqual({ lr: { values: [0.0001, 0.0003, 0.001, 0.003] } });
  await list.fill('1e-4, 0');
  await expect.element(page.getByText('0: Enter more than 0.')).toBeVisible();
  expect(form.draft.problems).toEqual(['Learning rate: 0: Enter more than 0.']);
  await list.fill('1e-4 1e-2');
  expect(form.variations).toEqual({ lr: { values: [0.0001, 0.01] } });
  expect(await seriousViolations()).toEqual([]);
  await page.getByRole('button', { name: 'Back to a single value of Learning rate' }).click();
  expect(form.variations).toEqual({});
  await expect.element(list).toHaveValue('0.001');
});

test('a list becomes a range of its ends, linear or logarithmic, and says what is wrong with one', async () => {
  const form = await open();
  await vary('Learning rate').click();
  await page.getByText('Log range', { exact: true }).click();
  expect(form.variations).toEqual({ lr: { from: 0.0001, to: 0.003, scale: 'log', steps: 5 } });
  await page.getByRole('textbox', { name: 'Learning rate, to' }).fill('1e-5');
  await expect.element(page.getByText('The range from 0.0001 to 0.00001 is empty.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Learning rate, to' }).fill('0.1');
  await page.getByRole('textbox', { name: 'Learning rate, values in a grid' }).fill('4');
  expect(form.variations).toEqual({ lr: { from: 0.0001, to: 0.1, scale: 'log', steps: 4 } });
  expect(form.draft.problems).toEqual([]);
});

test('choices are ticked; the last one stays; settings of the computer do not vary', async () => {
  const form = await open();
  await vary('Loss').click();
  expect(form.variations).toEqual({ loss: { values: ['entropy', 'opinion'] } });
  await page.getByRole('checkbox', { name: 'entropy' }).click();
  expect(form.variations).toEqual({ loss: { values: ['opinion'] } });
  await page.getByRole('checkbox', { name: 'opinion' }).click();
  expect(form.variations).toEqual({ loss: { values: ['opinion'] } });
  await expect.element(vary('Threads')).not.toBeInTheDocument();
});
