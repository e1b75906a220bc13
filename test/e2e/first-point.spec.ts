import path from 'node:path';
import type { JSHandle, Page } from '@playwright/test';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import type { Store } from '../../src-main/store/store.ts';
import { runConfigSchema } from '../../src-shared/run-config.ts';
import { thorough } from '../support/thorough.ts';
import { provenance } from '../unit/shared/comparison/support.ts';
import { expect, test } from './support/lab.ts';

const shifts = ['gaussian_noise', 'contrast', 'jpeg_compression'].map((corruption) => ({ corruption, severity: 5 }));
const members = [
  { method: 'noadapt', name: 'NoAdapt', seed: 2020, options: {} },
  { method: 'tent', name: 'TENT', seed: 2020, options: {} },
  { method: 'mgtta', name: 'MGTTA', seed: 2020, options: { lr: 0.003 } },
  { method: 'mgtta', name: 'MGTTA', seed: 2021, options: { lr: 0.003 } },
] as const;

/** Runs on which this process works, as a command would; nothing is measured yet. */
function addRuns(store: Store, group: string): string[] {
  return members.map(({ method, name, seed, options }) => {
    const config = runConfigSchema.parse({
      ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method, options, batchSize: 50, images: 1000, seed },
      ...{ shifts, mgg: method === 'mgtta' ? 'quickstart' : null },
    });
    const { id } = store.createRun({ kind: 'adapt', method, name, group, config });
    store.startRun(id, provenance);
    return id;
  });
}

/** The first batch of a run, with diagnostics as methods report them. */
function measureFirst(store: Store, id: string): void {
  const plan = { ...shifts[0]!, position: 0, imageCount: 1000, batchCount: 20, fingerprint: 'c' };
  store.startShift(id, plan);
  store.appendBatches(id, 0, [
    {
      ...{ index: 0, size: 50, correct1: 27, correct5: 44, adapted: true, computeSeconds: 12.34, loadSeconds: 1 },
      diagnostics: { loss: 1.23, entropy: 1.03, discrepancy: 0.5, theta_distance: 0.12, update: 0.34 },
    },
  ]);
}

interface Watched {
  readonly element: Element;
  readonly name: string;
  readonly box: readonly number[];
}

/** Everything on the page that has a place, and where it is, once a page that was just opened has found its layout. */
async function watch(page: Page): Promise<JSHandle<Watched[]>> {
  let watched = await places(page);
  await expect(async () => {
    const before = watched;
    await page.waitForTimeout(500);
    watched = await places(page);
    expect(await moved(before)).toEqual([]);
  }).toPass({ timeout: 30_000 });
  return watched;
}

function places(page: Page): Promise<JSHandle<Watched[]>> {
  return page.evaluateHandle(() => {
    const boxes =
      'header, h1, h2, section, figure, dl > div, dt, dd, canvas, table, tr, th, td, p, button, a, li, aside';
    return [...document.querySelectorAll(boxes)]
      .filter((element) => element.closest('main') !== null)
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        const text = element.getAttribute('aria-label') ?? element.textContent.trim().slice(0, 40);
        return {
          element,
          name: `${element.tagName.toLowerCase()} “${text}”`,
          box: [x, y, width, height],
        };
      });
  });
}

/** Elements that are elsewhere, of another size or gone; a pixel is what columns of a table share among themselves. */
function moved(watched: JSHandle<Watched[]>): Promise<string[]> {
  return watched.evaluate((all) =>
    all.flatMap(({ element, name, box }) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const now = [x, y, width, height];
      const stays = element.isConnected && now.every((value, index) => Math.abs(value - box[index]!) <= 1);
      return stays ? [] : [`${name}: ${box.join()} → ${element.isConnected ? now.join() : 'gone'}`];
    }),
  );
}

for (const width of thorough ? [1280, 1024, 1920] : [1280]) {
  test(`nothing moves when the first point arrives, ${width} pixels wide`, async ({ lab, openPage }) => {
    test.setTimeout(300_000);
    const page = await openPage('/runs');
    await page.setViewportSize({ width, height: 900 });
    const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
    const group = `first point ${width}`;
    const ids = addRuns(store, group);
    const groupRow = (id: string) => page.getByRole('table', { name: 'Runs' }).locator(`tr[data-run="${id}"]`);

    await openPage(`/groups/${encodeURIComponent(group)}`);
    await expect(groupRow(ids[3]!)).toBeVisible({ timeout: 30_000 });
    await expect(page.getByRole('figure')).toHaveCount(2);
    const onGroup = await watch(page);
    for (const id of ids.slice(0, 3)) measureFirst(store, id);
    for (const id of ids.slice(0, 3)) {
      await expect(groupRow(id).locator('[data-cell=accuracy]')).toContainText('54.0', { timeout: 30_000 });
    }
    await expect(page.getByRole('button', { name: /54\.0/ })).toHaveCount(3, { timeout: 30_000 });
    await expect(page.getByRole('combobox', { name: 'Metric' }).first()).toBeEnabled();
    expect.soft(await moved(onGroup)).toEqual([]);

    await openPage(`/runs/${ids[3]!}`);
    await expect(page.getByTestId('top1')).toHaveText('–', { timeout: 30_000 });
    await expect(page.getByRole('table', { name: /^Streams of/ })).toBeVisible();
    const onRun = await watch(page);
    measureFirst(store, ids[3]!);
    await expect(page.getByTestId('top1')).toContainText('54.0', { timeout: 30_000 });
    await expect(page.getByRole('figure', { name: 'Loss and its parts' })).toBeVisible();
    expect.soft(await moved(onRun)).toEqual([]);
    store.close();
  });
}
