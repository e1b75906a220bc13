import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cifarTable } from '../../../src-main/data/corruptions/strength-tables.ts';
import { verifyCorruptions } from '../../../src-main/data/corruptions/verify-corruptions.ts';
import type { VerificationRow } from '../../../src-main/data/corruptions/verify-corruptions.ts';
import { allCorruptionNames } from '../../../src-shared/corruptions.ts';
import { thorough } from '../../support/thorough.ts';
import { referenceFolder } from './test-data.ts';

const failuresOf = (rows: readonly VerificationRow[]): string[] =>
  rows.filter(({ pass }) => !pass).map((row) => `${row.photo} ${row.corruption} ${row.severity} ${row.metric}`);

/** Drops the other cases of the statistics while they are parsed. */
const onlyCoffeeAtSeverity5 = (key: string, value: unknown): unknown =>
  ['astronaut', '1', '3'].includes(key) && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? undefined
    : value;

describe('verification against the reference', () => {
  it.runIf(thorough)(
    'passes for the published strengths: statistics of all 19 corruptions at severities 1, 3 and 5 on both photos',
    async () => {
      // Two seeds in place of the 20 of a full verification; the tolerance includes what chance adds to so few.
      const rows = await verifyCorruptions(referenceFolder, { seeds: 2 });
      expect(new Set(rows.map(({ corruption }) => corruption))).toEqual(new Set(allCorruptionNames));
      expect(rows.filter(({ metric }) => metric === 'mean_absolute_difference')).toHaveLength(9);
      expect(failuresOf(rows)).toEqual([]);
    },
    120_000,
  );
});

describe('another reference folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'corruptions-'));
    await cp(join(referenceFolder, 'corruption_stats.json'), join(folder, 'corruption_stats.json'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const editStatistics = async (edit: (text: string) => string): Promise<void> => {
    const path = join(folder, 'corruption_stats.json');
    await writeFile(path, edit(await readFile(path, 'utf8')));
  };

  it('fails for every corruption if other strengths are asked for', async () => {
    await cp(join(referenceFolder, 'coffee.png'), join(folder, 'coffee.png'));
    await editStatistics((text) => JSON.stringify(JSON.parse(text, onlyCoffeeAtSeverity5)));
    const rows = await verifyCorruptions(folder, { seeds: thorough ? 8 : 3, table: cifarTable });
    const failing = rows.filter(({ pass }) => !pass).map(({ corruption }) => corruption);
    expect(new Set(failing)).toEqual(new Set(allCorruptionNames));
  }, 60_000);

  it('without statistics is reported as such', async () => {
    await rm(join(folder, 'corruption_stats.json'));
    await expect(verifyCorruptions(folder)).rejects.toThrow(/corruption_stats\.json does not exist/);
  });

  it('without a photo that the statistics name is reported', async () => {
    await expect(verifyCorruptions(folder)).rejects.toThrow(/\.png does not exist, but the statistics name it/);
  });

  it('with a photo that is no image is reported', async () => {
    await writeFile(join(folder, 'astronaut.png'), 'not an image');
    await expect(verifyCorruptions(folder)).rejects.toThrow(/astronaut\.png could not be read as an image/);
  });

  it('with statistics that are not JSON is reported', async () => {
    await editStatistics((text) => text.slice(0, -10));
    await expect(verifyCorruptions(folder)).rejects.toThrow(/not valid JSON/);
  });

  it('with a missing number is reported', async () => {
    await editStatistics((text) => text.replaceAll('"mse"', '"msd"'));
    await expect(verifyCorruptions(folder)).rejects.toThrow(/not a file of corruption statistics/);
  });

  it('with an unknown corruption is reported', async () => {
    await editStatistics((text) => text.replaceAll('"fog"', '"smog"'));
    await expect(verifyCorruptions(folder)).rejects.toThrow(/unknown corruption, smog/);
  });

  it('with an unknown severity is reported', async () => {
    await editStatistics((text) => text.replaceAll('"5": {', '"6": {'));
    await expect(verifyCorruptions(folder)).rejects.toThrow(/unknown severity, 6/);
  });

  it('is not read when the number of seeds makes no sense', async () => {
    await expect(verifyCorruptions(folder, { seeds: 0 })).rejects.toThrow(/number of seeds/);
  });
});
