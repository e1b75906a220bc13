import { describe, expect, it } from 'vitest';
import { validationCorruptionNames } from '../../../src-shared/corruptions.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { leaveOneOutSuite } from '../../../src-main/suites/leave-one-out.ts';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import { suiteState } from '../../../src-main/suites/suite-table.ts';
import { resized } from '../../../src-main/suites/suite-size.ts';

const suite = leaveOneOutSuite(await readQuickstartSettings(), '/data/mgg');
const names = (shifts: readonly { readonly corruption: string }[] | undefined) =>
  (shifts ?? []).map(({ corruption }) => corruption);

describe('the suite that leaves one corruption out', () => {
  it('tests each generator on the corruption that it did not learn from, with images that it did not learn from either', async () => {
    const runs = await configureSuite(suite, [2020]);
    const leftOut = runs.filter(({ planned }) => planned.columns.includes('left-out') && planned.columns.length === 2);
    expect(leftOut.map(({ config }) => names(config.shifts))).toEqual(validationCorruptionNames.map((name) => [name]));
    for (const { config, pretraining } of leftOut) {
      const [left] = names(config.shifts);
      expect(names(pretraining!.config.shifts)).toEqual(validationCorruptionNames.filter((name) => name !== left));
      expect(pretraining!.config.dataset).toEqual({ kind: 'quickstart', split: 'train' });
      expect(config.dataset).toEqual({ kind: 'quickstart', split: 'validation' });
      expect(config.mgg).toBe(pretraining!.config.output);
    }
  });

  it('makes five generators for a seed, and others for another', async () => {
    const outputs = async (seeds: number[]) =>
      new Set((await configureSuite(suite, seeds)).flatMap(({ pretraining }) => pretraining?.config.output ?? []));
    expect((await outputs([2020])).size).toBe(5);
    expect((await outputs([2020, 2021])).size).toBe(10);
  });

  it('names pre-trainings by their seeds where there are several', async () => {
    const namesFor = async (seeds: number[]) => {
      const runs = await configureSuite(suite, seeds);
      const pretrainings = runs.flatMap(({ pretraining }) =>
        pretraining ? { pretraining: { ...pretraining, identity: '', inputs: {} }, stored: undefined } : [],
      );
      const wanted = pretrainings.filter(({ pretraining }) => pretraining.name === 'MGG, all four');
      const nothing = { at: () => null, withheld: [] };
      return suiteState(suite, seeds, [], nothing, wanted).pretrainings.map(({ name }) => name);
    };
    expect(await namesFor([2020])).toEqual(['MGG, all four']);
    expect(await namesFor([2020, 2021])).toEqual(['MGG, all four, seed 2020', 'MGG, all four, seed 2021']);
  });

  it('fills every cell by one run', () => {
    const cells = suite.plan(1).flatMap(({ row, columns }) => columns.map((column) => `${row}/${column}`));
    expect(cells.toSorted()).toEqual(
      suite.rows.flatMap((row) => suite.columns.map((column) => `${row.id}/${column.id}`)).toSorted(),
    );
  });

  it('is smaller where fewer corruptions are asked for', () => {
    const small = resized(suite, { corruptions: ['spatter'] });
    expect(small.columns.map(({ id }) => id)).toEqual(['spatter', 'left-out']);
    for (const { config } of small.plan(1)) expect(names(config.shifts)).toEqual(['spatter']);
  });
});
