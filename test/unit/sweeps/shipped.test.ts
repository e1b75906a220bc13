import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { StoredSweeps } from '../../../src-main/sweeps/stored-sweeps.ts';
import { chosenOn } from '../../../src-shared/sweeps/trial-config.ts';
import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';

const quickstartFolder = path.join(import.meta.dirname, '../../../resources/quickstart');
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

  it('is one of several: each part of the transfer names that of its model, by the same protocol', async () => {
    const { sweep: usual } = await shipped.find('quickstart-rates');
    const { transfer } = await readQuickstartSettings();
    for (const { model, sweep: id, runs } of transfer) {
      const { sweep } = await shipped.find(id);
      const tuned = runs.filter(({ options }) => 'lr' in options);
      expect(sweep.methods.map(({ name, method, mgg, options }) => ({ name, method, mgg, options }))).toEqual(
        tuned.map(({ name, method, mgg, options: { lr: _lr, ...options } }) => ({ name, method, mgg, options })),
      );
      expect(new Set(sweep.methods.map(({ vary }) => JSON.stringify(vary)))).toEqual(
        new Set([JSON.stringify(usual.methods[0]!.vary)]),
      );
      const { name: _name, methods: _methods, ...rest } = sweep;
      expect({ name: usual.name, methods: usual.methods, ...rest }).toEqual({
        ...usual,
        base: { ...usual.base, model },
      });
      expect(chosenOn(sweep.rule, sweep)).toBe('validation');
    }
  });

  it('has chosen the rates that the settings have for the transfer', async () => {
    for (const { sweep, runs } of (await readQuickstartSettings()).transfer) {
      const file = path.join(quickstartFolder, `${sweep.replace('quickstart-', '')}.log.json`);
      const trials = JSON.parse(readFileSync(file, 'utf8')) as Record<
        string,
        { lr: number; accuracy: number | null }[]
      >;
      const best = Object.entries(trials).map(([name, tried]) => {
        const { lr } = tried.reduce((a, b) => ((b.accuracy ?? 0) > (a.accuracy ?? 0) ? b : a));
        return [name, lr];
      });
      expect(best).toEqual(runs.flatMap(({ name, options: { lr } }) => (lr === undefined ? [] : [[name, lr]])));
    }
  });

  it('stays where it is', async () => {
    await expect(shipped.remove('quickstart-rates')).rejects.toMatchObject({ code: 'bad-input' });
  });
});
