import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import NumberField from '../../../src-renderer/components/ui/NumberField.svelte';
import { show } from '../support/show.ts';

const field = page.getByRole('textbox', { name: 'Learning rate' });

test.for([
  ['1e-3', 0.001],
  ['0,02', 0.02],
  ['.5', 0.5],
] as const)('takes %s as %d', async ([text, number]) => {
  const taken: (number | null)[] = [];
  await show(NumberField, { value: 1, label: 'Learning rate', onchange: (value: number | null) => taken.push(value) });
  await field.fill(text);
  expect(taken.at(-1)).toBe(number);
});

test('arrow keys step through 1, 2, 5, and stop at the limit', async () => {
  const taken: (number | null)[] = [];
  const onchange = (value: number | null) => taken.push(value);
  await show(NumberField, { value: 0.001, label: 'Learning rate', step: 'logarithmic', max: 0.005, onchange });
  await field.click();
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{ArrowDown}');
  expect(taken).toEqual([0.002, 0.005, 0.002]);
  await expect.element(field).toHaveValue('0.002');
});

test('text that is no number is no value, and stays to be mended', async () => {
  const taken: (number | null)[] = [];
  await show(NumberField, { value: 3, label: 'Learning rate', onchange: (value: number | null) => taken.push(value) });
  await field.fill('fast');
  await userEvent.tab();
  await expect.element(field).toHaveValue('fast');
  expect(taken).toEqual([]);
});
