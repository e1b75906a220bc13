import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { identityOf } from '../../../src-shared/identity.ts';
import { embeddedGenerators, embeddedModels } from '../../../src-main/platform/package-root.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import { quickstartSuites } from '../../../src-main/suites/quickstart-suites.ts';
import { transferSuite } from '../../../src-main/suites/transfer.ts';

const settings = await readQuickstartSettings();
const suite = transferSuite(settings);
const runs = await configureSuite(suite, [settings.seed]);

describe('the suite of the transfer', () => {
  it('takes both generators to both models, beside the same methods without one', () => {
    const models = Object.keys(embeddedModels);
    expect(new Set(runs.map(({ config }) => config.model))).toEqual(new Set(models));
    for (const model of models) {
      const own = runs.filter(({ config }) => config.model === model).map(({ config }) => [config.method, config.mgg]);
      expect(own).toEqual([
        ['noadapt', null],
        ['foa_sgd', null],
        ['foa_adam', null],
        ['mgtta', 'quickstart'],
        ['mgtta', 'quickstart-small'],
      ]);
    }
    expect(Object.keys(embeddedGenerators)).toEqual(expect.arrayContaining(models));
  });

  it('tests on the test images under all corruptions, with the rate that the settings have for the row', () => {
    for (const { config } of runs) {
      expect(config.dataset).toEqual({ kind: 'quickstart', split: 'test' });
      expect(config.shifts.map(({ corruption }) => corruption)).toEqual([...corruptionNames]);
      const { images, batchSize } = settings;
      expect(config).toMatchObject({ images, batchSize, seed: settings.seed, policy: 'reset' });
    }
    const small = settings.transfer.find(({ model }) => model === 'quickstart-small')!;
    for (const { name, options } of small.runs) {
      const run = runs.find(({ planned }) => planned.row === `quickstart-small: ${name}`)!;
      expect(run.config.options).toMatchObject(options);
    }
  });

  it('shares the runs on the model of the quick start with the suite of its corruptions', async () => {
    const corruptions = quickstartSuites(settings).find(({ id }) => id === 'quickstart-corruptions')!;
    const known = new Set(
      (await configureSuite(corruptions, [settings.seed])).map(({ config }) => identityOf('adapt', config)),
    );
    const shared = runs.filter(({ config }) => known.has(identityOf('adapt', config)));
    expect(shared.map(({ planned }) => planned.row)).toEqual(
      ['NoAdapt', 'FOA-SGD', 'FOA-Adam', 'MGTTA with MGG quickstart'].map((name) => `quickstart: ${name}`),
    );
  });

  it('fills every cell by one run', () => {
    const cells = suite.plan(1).flatMap(({ row, columns }) => columns.map((column) => `${row}/${column}`));
    expect(cells.toSorted()).toEqual(
      suite.rows.flatMap((row) => suite.columns.map((column) => `${row.id}/${column.id}`)).toSorted(),
    );
  });
});
