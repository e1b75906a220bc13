import { expect, type Locator, type Page } from '@playwright/test';
import type { RunConfigInput } from '../../../src-shared/run-config.ts';

/** A small real experiment on the embedded data; `changes` make it another one. */
export function smallConfig(changes: Partial<RunConfigInput> = {}): RunConfigInput {
  return {
    dataset: { kind: 'quickstart', split: 'test' },
    model: 'quickstart',
    mgg: 'quickstart',
    method: 'mgtta',
    options: { lr: 0.01 },
    shifts: [
      { corruption: 'gaussian_noise', severity: 5 },
      { corruption: 'contrast', severity: 5 },
    ],
    images: 256,
    batchSize: 16,
    sourceImages: 32,
    checkpointEvery: 2,
    engine: 'onnx-cpu',
    ...changes,
  };
}

let files = 0;

/** Puts settings into New experiment as a user does: from a file. */
export async function importConfigs(page: Page, configs: readonly RunConfigInput[]): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'New experiment' }).waitFor();
  // A name of its own, so that the message about it can't be taken for an earlier one.
  const name = `settings-${++files}.json`;
  await page.getByTestId('import-file').setInputFiles({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(configs.length === 1 ? configs[0] : configs)),
  });
  await expect(page.getByText(`Settings loaded from ${name}.`)).toBeVisible();
}

export const runButton = (page: Page): Locator => page.getByRole('button', { name: /^Run( all \d+)?$/ });

/** Starts runs from New experiment and waits for the page that shows them. */
export async function startExperiment(page: Page, configs: readonly RunConfigInput[]): Promise<void> {
  await importConfigs(page, configs);
  await runButton(page).click();
  await page.waitForURL(/#\/(runs|groups)\/./);
}

/** The id of the run whose page is in view. */
export function runIdOf(page: Page): string {
  return decodeURIComponent(/#\/runs\/([^?]+)/.exec(page.url())?.[1] ?? '');
}

/** The status of the run whose page is in view. */
const statusOf = (page: Page): Locator => page.locator('main header [data-status]');

export async function expectStatus(page: Page, status: string, timeout = 90_000): Promise<void> {
  await expect(statusOf(page)).toHaveAttribute('data-status', status, { timeout });
}

/** A number as it stands in an element, e.g. `1,024`; 0 while there is none. */
export async function numberIn(element: Locator): Promise<number> {
  return Number(((await element.textContent()) ?? '').replaceAll(/[^\d.]/g, ''));
}

/** Waits until a number is beyond another one. */
export async function expectBeyond(element: Locator, bound: number, timeout = 60_000): Promise<number> {
  await expect.poll(() => numberIn(element), { timeout, intervals: [50] }).toBeGreaterThan(bound);
  return numberIn(element);
}

/** Goes on with the Tab key until an element has the focus. */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The Tab key does not reach it.');
}
