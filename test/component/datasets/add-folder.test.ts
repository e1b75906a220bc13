import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { fakeLab } from '../support/fake-lab.ts';
import { openWindow } from '../support/window.ts';

const dialog = page.getByRole('dialog');
const folder = dialog.getByRole('textbox', { name: 'Folder of images' });

test('a folder is not inspected any longer once its dialog is closed, and is gone from the next one', async () => {
  fakeLab.answer({ inspectFolder: () => new Promise(() => undefined) });
  await openWindow('/datasets');
  await page.getByRole('button', { name: 'Add folder' }).click();
  await folder.fill('/data/large');
  await expect.poll(() => fakeLab.inputs('inspectFolder')).toEqual([{ path: '/data/large' }]);
  expect(fakeLab.dropped).toEqual([]);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => fakeLab.dropped).toEqual(['inspectFolder']);
  await page.getByRole('button', { name: 'Add folder' }).click();
  await expect.element(folder).toHaveValue('');
});
