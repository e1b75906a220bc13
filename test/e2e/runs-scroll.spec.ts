import path from 'node:path';
import { runConfigSchema } from '../../src-shared/run-config.ts';
import { openStore } from '../../src-main/store/sqlite-store.ts';
import { traceLongestTask } from '../support/long-task.ts';
import { smallConfig } from './support/experiment.ts';
import { expect, test } from './support/lab.ts';

test('a thousand runs scroll smoothly, and only those in view are drawn', async ({ lab, openPage }) => {
  test.setTimeout(120_000);
  await lab.end();
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  const config = runConfigSchema.parse(smallConfig());
  for (let n = 0; n < 1000; n++) {
    const { id } = store.createRun({
      kind: 'adapt',
      config: { ...config, seed: n },
      method: 'mgtta',
      name: `Run ${n}`,
    });
    store.setStatus(id, 'cancelled');
  }
  store.close();
  await lab.start();
  const page = await openPage('/runs?status=cancelled');
  await expect(page.getByText('1,000 runs')).toBeVisible({ timeout: 30_000 });
  const drawn = page.getByRole('grid', { name: 'Runs' }).locator('tr[data-run]');
  expect(await drawn.count()).toBeLessThan(80);
  const longest = await traceLongestTask(page, () =>
    page.evaluate(async () => {
      const scroller = document.querySelector('[role=grid]')!.parentElement!;
      for (let frame = 0; frame < 60; frame++) {
        scroller.scrollTop = (frame / 59) * scroller.scrollHeight;
        await new Promise(requestAnimationFrame);
      }
    }),
  );
  test.info().annotations.push({ type: 'longest task of a scroll', description: JSON.stringify(longest) });
  expect(longest.cpu).toBeLessThan(100);
  expect(await drawn.count()).toBeLessThan(80);
  await expect(page.getByRole('grid').locator('tr[aria-rowindex="1001"]')).toBeVisible();
});
