import { describe, expect, it } from 'vitest';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import type { PaperData } from '../../../src-main/suites/paper/paper-data.ts';
import type { Suite } from '../../../src-main/suites/suite.ts';
import { wildSuites } from '../../../src-main/suites/wild/wild-suites.ts';
import { paperSetupSchema, type PaperSetup } from '../../../src-shared/paper-setup.ts';
import { paperShifts } from '../../../src-shared/published/protocols.ts';

const dataOf = (changes: Partial<PaperSetup> = {}): PaperData => ({
  setup: paperSetupSchema.parse({
    ...{ imagenetC: '/c', clean: '/val', model: '/augreg2.safetensors', wildModel: '/augreg.safetensors' },
    ...changes,
  }),
  shifts: paperShifts,
  hasValidationShifts: true,
  problems: [],
});
const suitesOf = (changes: Partial<PaperSetup> = {}): Suite[] => wildSuites(dataOf(changes));
const find = (id: string, changes?: Partial<PaperSetup>): Suite => suitesOf(changes).find((suite) => suite.id === id)!;
const configs = async (id: string) => (await configureSuite(find(id), [2021])).map(({ config }) => config);

describe('the wild settings of SAR', () => {
  it('fill every cell, from SAR’s checkpoint, with its normalisation and seed', async () => {
    for (const suite of suitesOf()) {
      expect(suite.defaultSeeds).toEqual([2021]);
      expect(suite.notes).toEqual([]);
      for (const { id } of suite.rows) {
        const filled = suite.plan(2021).filter(({ row }) => row === id);
        const wanted = suite.columns.map((column) => column.id);
        expect(filled.flatMap(({ columns }) => columns).toSorted(), `${suite.id}, ${id}`).toEqual(wanted.toSorted());
      }
      for (const config of await configs(suite.id)) {
        expect(config).toMatchObject({
          model: '/augreg.safetensors',
          ...{ normalisation: 'imagenet', seed: 2021, policy: 'reset', shifts: paperShifts, images: null },
          dataset: { path: '/c', benchmark: 'imagenet-c', corrupted: true },
        });
      }
    }
  });

  it('differ in batches, order and labels, and step by the size of the batch', async () => {
    const rates = async (id: string) =>
      Object.fromEntries(
        (await configs(id)).map(({ method, options, batchSize }) => [method, [batchSize, options['lr']]]),
      );
    expect(await rates('sar-normal')).toMatchObject({ tent: [64, 0.001], sar: [64, 0.001], deyo: [64, 0.001] });
    const one = 0.001 / 64;
    expect(await rates('sar-bs1')).toMatchObject({
      tent: [1, one],
      eata: [1, one],
      sar: [1, 2 * one],
      recap: [1, one],
    });
    for (const config of await configs('sar-mix-shifts'))
      expect(config).toMatchObject({ order: 'mixed', batchSize: 64 });
    const shifted = await configs('sar-label-shifts');
    expect(shifted.every(({ replacement, batchSize }) => replacement && batchSize === 64)).toBe(true);
    expect(new Set(shifted.map(({ imbalanceRatio }) => imbalanceRatio))).toEqual(
      new Set([1, 1000, 2000, 3000, 4000, 5000, 500_000]),
    );
    for (const config of await configs('sar-label-shifts-bs1')) {
      expect(config).toMatchObject({ imbalanceRatio: 500_000, replacement: true, batchSize: 1 });
    }
  });

  it('print what SAR’s authors do, where it was made like that', () => {
    const shifts = find('sar-label-shifts');
    expect(shifts.published('sar', 'g500000')).toMatchObject({
      value: 58,
      source: 'SAR (ICLR 2023), results in its repository: online label shifts',
      checkpoint: 'vit_base_patch16_224.augreg_in21k_ft_in1k',
      images: 100_000,
    });
    expect(shifts.published('sar', 'g1000')).toBeNull();
    expect(shifts.published('sar', 'fog')).toBeNull();
    expect(shifts.published('deyo', 'g500000')).toBeNull();
    expect(find('sar-normal').published('sar', 'average')).toBeNull();
  });

  it('say what they lack', () => {
    expect(find('sar-normal', { wildModel: null }).plan(2021)).toEqual([]);
    expect(find('sar-normal', { wildModel: null }).notes.join()).toContain('No model for SAR’s settings');
    const noClean = find('sar-bs1', { clean: null });
    expect(noClean.plan(2021).map(({ row }) => row)).toEqual(['noadapt', 'tent', 'sar', 'deyo']);
    expect(find('sar-bs1', { images: 100 }).notes).toContain('Images per shift: 100; SAR: all.');
  });
});
