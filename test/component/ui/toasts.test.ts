import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
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
});

test('messages of one kind become one, with each of them as a detail', async () => {
  await render(ToastRegion);
  const burst = { kind: 'done', text: (count: number) => `${count} runs are done.` };
  for (const name of ['NoAdapt', 'TENT', 'MGTTA']) toasts.success(`${name} is done.`, { burst });
  await expect.element(page.getByRole('status')).toHaveTextContent('3 runs are done.');
  await page.getByText('Details').click();
  await expect.element(page.getByText('NoAdapt is done.')).toBeVisible();
});

test('no more than four are shown; the others are counted, and all can be closed at once', async () => {
  await render(ToastRegion);
  for (let n = 1; n <= 6; n++) toasts.info(`Message ${n}`);
  await expect.element(page.getByText('Message 6')).toBeVisible();
  await expect.element(page.getByText('Message 2')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Close all' }).click();
  await expect.element(page.getByRole('status')).not.toBeInTheDocument();
});
