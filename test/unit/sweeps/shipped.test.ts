import { describe, expect, it } from 'vitest';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { StoredSweeps } from '../../../src-main/sweeps/stored-sweeps.ts';
import { chosenOn } from '../../../src-shared/sweeps/trial-config.ts';
import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';

const shipped = new StoredSweeps({ readValue: () => null, writeValue: () => undefined });

describe('the sweep of the shipped rates', () => {
  it('tries out the rate of each run of the quick start that has one, by the same grid, on validation data', async () => {
    const { sweep, createdAt } = await shipped.find('quickstart-rates');
    const { runs, images, batchSize, sourceImages, seed, severity } = await readQuickstartSettings();
    const tuned = runs.filter(({ options }) => 'lr' in options);
    expect(sweep.methods.map(({ name, method, mgg, options }) => ({ name, method, mgg, options }))).toEqual(
      tuned.map(({ name, method, mgg, options: { lr: _lr, ...options } }) => ({ name, method, mgg, options })),
    );
    expect(new Set(sweep.methods.map(({ vary }) => JSON.stringify(vary))).size).toBe(1);
    expect(sweep.base).toMatchObject({ images, batchSize, sourceImages });
    expect(sweep.base.shifts).toEqual(validationCorruptionNames.map((corruption) => ({ corruption, severity })));
    expect(sweep.seeds).toEqual([seed]);
    expect(chosenOn(sweep.rule, sweep)).toBe('validation');
    expect(createdAt).toBeNull();
  });

  it('stays where it is', async () => {
    await expect(shipped.remove('quickstart-rates')).rejects.toMatchObject({ code: 'bad-input' });
  });
});
