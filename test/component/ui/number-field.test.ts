import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import NumberField from '../../../src-renderer/components/ui/NumberField.svelte';
import type { OptionSpec } from '../../../src-shared/option-specs.ts';
import { formOf } from '../forms/form.svelte.ts';
import { show } from '../support/show.ts';

const rate: OptionSpec = { name: 'lr', kind: 'number', label: 'Learning rate', help: '', default: 1 };
const field = page.getByRole('textbox', { name: 'Learning rate' });

async function open(limits: Partial<OptionSpec> = {}, lr = 3) {
  const form = formOf([{ ...rate, ...limits }], { lr });
  await show(NumberField, { draft: form.draft.field('lr').number, label: 'Learning rate' });
  return form;
}

test.for([
  ['1e-3', 0.001],
  ['0,02', 0.02],
  ['.5', 0.5],
] as const)('takes %s as %d', async ([text, lr]) => {
  const form = await open();
  await field.fill(text);
  expect(form.values).toEqual({ lr });
});

test('arrow keys step through 1, 2, 5, and stop at the limit', async () => {
  const form = await open({ exclusiveMinimum: 0, maximum: 0.005, default: 0.0001 }, 0.001);
  await field.click();
  await userEvent.keyboard('{ArrowUp}');
  expect(form.values).toEqual({ lr: 0.002 });
  await userEvent.keyboard('{ArrowUp}{ArrowUp}');
  expect(form.values).toEqual({ lr: 0.005 });
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(field).toHaveValue('0.002');
});

test('text that is no number is no value, and stays to be mended', async () => {
  const form = await open();
  await field.fill('fast');
  await userEvent.tab();
  await expect.element(field).toHaveValue('fast');
  expect(form.values).toEqual({ lr: 3 });
});
