import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import ShiftPanel from '../../../src-renderer/components/experiment/ShiftPanel.svelte';
import { fakeLab } from '../support/fake-lab.ts';
import { show } from '../support/show.ts';

const cell = (name: string) => page.getByRole('switch', { name, exact: true });
const chosen = () => page.getByRole('switch', { checked: true }).elements().length;
const open = () => show(ShiftPanel, { shifts: [{ corruption: 'gaussian_noise', severity: 5 }] });

test('shifts are picked by cell, row, column and group, and all at once', async () => {
  await open();
  await page.getByRole('button', { name: 'None', exact: true }).click();
  expect(chosen()).toBe(0);
  await cell('Fog, severity 3').click();
  await expect.poll(chosen).toBe(1);
  await page.getByRole('button', { name: 'Blur', exact: true }).click();
  await expect.poll(chosen).toBe(5);
  await page.getByRole('button', { name: 'Noise: severity 5' }).click();
  await expect.poll(chosen).toBe(8);
  await page.getByRole('button', { name: 'Snow', exact: true }).click();
  await expect.poll(chosen).toBe(10);
  await page.getByRole('checkbox', { name: 'Clean images' }).click();
  await page.getByRole('button', { name: /^All 15 at severity/ }).click();
  await expect.poll(chosen).toBe(30);
});

test('one cell is in the tab order; arrow keys go to the others, space switches', async () => {
  await open();
  (cell('Gaussian noise, severity 5').element() as HTMLElement).focus();
  await userEvent.keyboard(' {ArrowDown}{ArrowLeft} ');
  await expect.element(cell('Shot noise, severity 4')).toHaveFocus();
  await expect.element(cell('Shot noise, severity 4')).toBeChecked();
  await expect.poll(chosen).toBe(1);
  expect(
    page
      .getByRole('switch')
      .elements()
      .filter((one) => one.getAttribute('tabindex') === '0'),
  ).toHaveLength(1);
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowRight}{ArrowRight}');
  await expect.element(cell('Gaussian noise, severity 5')).toHaveFocus();
});

test('what a folder stores is picked by its names, with severities or without', async () => {
  const stored = ['Art', 'Real World'].map((corruption) => ({ corruption, severity: 0 }));
  const severities = [2, 10].map((severity) => ({ corruption: 'blue', severity }));
  const perShift = { Art: 1200, 'Real World': 900 };
  await show(ShiftPanel, { shifts: [], stored: [...stored, ...severities], perShift });
  await expect.element(page.getByRole('checkbox', { name: 'Clean images' })).not.toBeInTheDocument();
  expect(page.getByRole('switch').elements()).toHaveLength(4);
  await expect.element(page.getByText('1,200')).toBeVisible();
  await cell('Real World').click();
  await cell('Blue, severity 10').click();
  await expect.poll(chosen).toBe(2);
  await page.getByRole('button', { name: 'None', exact: true }).click();
  await page.getByRole('button', { name: 'All 3 at severity 2' }).click();
  await expect.poll(chosen).toBe(3);
  (cell('Art').element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowRight} ');
  await expect.element(cell('Blue, severity 10')).toBeChecked();
});

test('the user’s own corruptions stand in a group of their own, with the severities that they have', async () => {
  const own = { file: '/data/methods/dead.corruption.ts', hash: 'sha256:1', doc: '' };
  fakeLab.answer({ listOwnCorruptions: () => [{ id: 'dead', name: 'Dead', summary: 'Black.', severities: 3, own }] });
  await open();
  fakeLab.emit('changed', { what: 'methods' });
  await cell('Dead, severity 3').click();
  await expect.poll(chosen).toBe(2);
  await expect.element(cell('Dead, severity 4')).not.toBeInTheDocument();
  // They belong to no benchmark.
  await expect.element(page.getByRole('button', { name: /^All 15 at severity/ })).toBeVisible();
});
