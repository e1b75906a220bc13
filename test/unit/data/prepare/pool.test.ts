import { describe, expect, it, vi } from 'vitest';
import { findQuickstartFolder } from '../../../../src-main/data/datasets.ts';
import { PreparationPool } from '../../../../src-main/data/prepare/pool.ts';
import { createPreparer } from '../../../../src-main/data/prepare/prepare.ts';
import type { PreparationRequest } from '../../../../src-main/data/prepare/recipe.ts';

// Threads start slowly where many tests share few cores.
vi.setConfig({ testTimeout: 120_000 });

const origin = { kind: 'painted', folder: findQuickstartFolder(), split: 'train' } as const;
const request = (index: number, corruption = 'gaussian_noise', severity = 3): PreparationRequest => ({
  index,
  shift: { corruption, severity },
  imageSize: 32,
});

describe('PreparationPool', () => {
  it('prepares the same images with any number of threads, in the order asked for', async () => {
    const requests = Array.from({ length: 20 }, (_, i) => request(19 - i));
    const prepare = await createPreparer(origin);
    const expected = await Promise.all(requests.map(prepare));
    for (const threads of [1, 2]) {
      const pool = new PreparationPool(origin, threads);
      expect(await pool.prepare(requests)).toEqual(expected);
      await pool.close();
    }
  });

  it('answers nothing with nothing', async () => {
    const pool = new PreparationPool(origin, 1);
    expect(await pool.prepare([])).toEqual([]);
    await pool.close();
  });

  it('reports what made a thread fail', async () => {
    const pool = new PreparationPool({ ...origin, folder: '/nowhere' }, 1);
    await expect(pool.prepare([request(0)])).rejects.toMatchObject({ code: 'not-found' });
    await pool.close();
  });

  it('rejects what is under way when it is closed, and everything after', async () => {
    const pool = new PreparationPool(origin, 1);
    const underWay = expect(pool.prepare([request(0)])).rejects.toMatchObject({ code: 'cancelled' });
    await pool.close();
    await underWay;
    await expect(pool.prepare([request(0)])).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('createPreparer', () => {
  it('gives each image, severity and corruption noise of its own and leaves clean images alone', async () => {
    const prepare = await createPreparer(origin);
    const clean = await prepare(request(1, 'clean', 0));
    const noisy = await prepare(request(1));
    expect(noisy).not.toEqual(clean);
    expect(await prepare(request(1, 'gaussian_noise', 4))).not.toEqual(noisy);
    expect(await prepare(request(1, 'speckle_noise', 3))).not.toEqual(noisy);
  });
});
