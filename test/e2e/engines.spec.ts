import { expect, test } from './support/lab.ts';

test.use({ ownLab: false });

test('shows what can compute here, and why the rest can not', async ({ openPage }) => {
  const page = await openPage('/engines');
  const detected = page.getByRole('region', { name: 'Detected' });
  await expect(detected.getByText('ONNX Runtime, CPU')).toBeVisible({ timeout: 30_000 });
  await expect(detected.getByRole('img', { name: 'Available', exact: true })).not.toHaveCount(0);
  await expect(detected.getByText('WebAssembly', { exact: true })).toBeVisible();
});

test('says what auto is here', async ({ openPage }) => {
  const page = await openPage('/engines');
  await expect(page.getByRole('region', { name: 'Automatic' }).getByText(/^Runs get/)).toBeVisible({ timeout: 30_000 });
});

test('keeps the engine and the threads of new experiments', async ({ lab, openPage }) => {
  const page = await openPage('/engines');
  await expect(page.getByText('ONNX Runtime, CPU').first()).toBeVisible({ timeout: 30_000 });
  await page.getByLabel('Engine', { exact: true }).click();
  await page.getByRole('option', { name: /^ONNX Runtime, CPU/ }).click();
  await page.getByLabel('CPU threads').fill('2');
  await page.getByLabel('CPU threads').blur();
  const stored = () => lab.query<{ value: string }>("SELECT value FROM key_values WHERE key = 'settings'")[0]?.value;
  await expect.poll(stored).toContain('"engine":"onnx-cpu","threads":2');
  await expect(page.getByRole('region', { name: 'Detected' }).getByText('Default', { exact: true })).toBeVisible();
});
