import path from 'node:path';
import { expect, test } from './support/lab.ts';

test.use({ ownLab: false });

test('settings are kept over a restart', async ({ lab, openPage, problems }) => {
  problems.allow(/WebSocket|ERR_CONNECTION/);
  const page = await openPage('/settings');
  await page.getByRole('radio', { name: /^Keep running/ }).check();
  await page.getByRole('switch', { name: 'System notifications' }).uncheck();
  const stored = () => lab.query<{ value: string }>("SELECT value FROM key_values WHERE key = 'settings'")[0]?.value;
  await expect.poll(stored).toContain('"notifications":false');
  await lab.restart();
  const again = await openPage('/settings');
  await again.reload();
  await expect(again.getByRole('radio', { name: /^Keep running/ })).toBeChecked();
  await expect(again.getByRole('switch', { name: 'System notifications' })).not.toBeChecked();
});

test('shows where the data is, version and licences; keeps the data folder that it was started with', async ({
  lab,
  openPage,
}) => {
  const page = await openPage('/settings');
  const data = page.getByRole('region', { name: 'Data' });
  await expect(data).toContainText(lab.dataDir);
  await expect(data.getByText(/KiB|MiB/).first()).toBeVisible();
  const about = page.getByRole('region', { name: 'About' });
  await expect(about).toContainText('Node.js');
  await about.getByText('Licences', { exact: true }).click();
  await expect(about).toContainText('ONNX Project Contributors');

  await page.getByRole('button', { name: 'Choose another folder' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('New folder').fill(path.join(lab.filesDir, 'elsewhere'));
  await dialog.getByRole('button', { name: 'Use this folder' }).click();
  await expect(dialog.getByRole('alert')).toContainText('was chosen where it was started');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});
