import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import ConfirmDialog from '../../../src-renderer/components/ui/ConfirmDialog.svelte';
import { show } from '../support/show.ts';

const dialog = page.getByRole('dialog', { name: 'Delete the group?' });
const question = { open: true, title: 'Delete the group?', text: 'Four runs go with it.', confirmLabel: 'Delete' };

test('the safe answer has the focus, and Escape gives it', async () => {
  let confirmed = 0;
  await show(ConfirmDialog, { ...question, onconfirm: () => (confirmed += 1) });
  await expect.element(dialog).toHaveTextContent('Four runs go with it.');
  await expect.element(dialog.getByRole('button', { name: 'Cancel' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(dialog).not.toBeInTheDocument();
  expect(confirmed).toBe(0);
});

test('it stays, and takes no second answer, until what was confirmed is through', async () => {
  let confirmed = 0;
  let finish = (): void => undefined;
  const onconfirm = () => {
    confirmed += 1;
    return new Promise<void>((resolve) => (finish = resolve));
  };
  await show(ConfirmDialog, { ...question, danger: true, onconfirm });
  const button = dialog.getByRole('button', { name: 'Delete' });
  await button.click();
  await expect.element(button).toBeDisabled();
  await expect.element(dialog).toBeVisible();
  finish();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(confirmed).toBe(1);
});
