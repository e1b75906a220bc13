import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ToastRegion from '../../../src-renderer/components/ui/ToastRegion.svelte';
import { toasts } from '../../../src-renderer/components/ui/toasts.svelte.ts';

test('an error is an alert, all else a status; a press on its button takes it away', async () => {
  await render(ToastRegion);
  let undone = 0;
  toasts.error('The disk is full.', { hint: 'Make room.' });
  toasts.success('TENT was deleted.', { action: { label: 'Undo', run: () => (undone += 1) } });
  await expect.element(page.getByRole('alert')).toHaveTextContent('The disk is full. Make room.');
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  expect(undone).toBe(1);
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument();
  await userEvent.keyboard('{Escape}');
});
