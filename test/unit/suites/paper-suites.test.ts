import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { paperSetupSchema, type PaperSetup } from '../../../src-shared/paper-setup.ts';
import { table1, table3 } from '../../../src-shared/published/tables/paper-numbers.ts';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import { surveyPaperData, type PaperData } from '../../../src-main/suites/paper/paper-data.ts';
import { paperSuites } from '../../../src-main/suites/paper/paper-suites.ts';
import type { Suite } from '../../../src-main/suites/suite.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { identityOf } from '../../../src-shared/identity.ts';

const root = temporaryFolder('paper-suites');
const shifts = corruptionNames.map((corruption) => ({ corruption, severity: 5 }));

const setup: PaperSetup = paperSetupSchema.parse({
  imagenetC: '/data/c',
  imagenetR: '/data/r',
  imagenetSketch: '/data/sketch',
  imagenetA: '/data/a',
  clean: '/data/val',
  model: '/data/vit.safetensors',
});
const data: PaperData = { setup, shifts, hasValidationShifts: true, problems: [] };

const suitesOf = (changes: Partial<PaperData> = {}): Suite[] => paperSuites({ ...data, ...changes }, '/mgg');
const find = (id: string, changes: Partial<PaperData> = {}): Suite =>
  suitesOf(changes).find((suite) => suite.id === id)!;
const without = (...fields: (keyof PaperSetup)[]): Partial<PaperData> => ({
  setup: paperSetupSchema.parse({ ...setup, ...Object.fromEntries(fields.map((field) => [field, null])) }),
});

describe('the suites of the paper', () => {
  it('fill every column that is no mean of others, in every row', () => {
    for (const suite of suitesOf()) {
      for (const row of suite.rows) {
        const planned = suite.plan(2020).filter((run) => run.row === row.id);
        const filled = planned.flatMap(({ columns }) => columns);
        const wanted = suite.columns.filter(({ meanOf }) => !meanOf).map(({ id }) => id);
        expect(filled.toSorted(), `${suite.id}, ${row.id}`).toEqual(wanted.toSorted());
      }
      expect(suite.notes, suite.id).toEqual([]);
    }
  });

  it('print the values of the paper at their place', () => {
    const one = find('paper-table-1');
    expect(corruptionNames.map((name) => one.published('mgtta', name)?.value)).toEqual(table1['mgtta']?.slice(0, 15));
    expect(one.published('mgtta', 'average')?.value).toBe(71.3);
    expect(one.published('mgtta', 'ece')).toBeNull();
    expect(find('paper-table-2-time').published('mgtta', 's2')?.value).toBe(64.1);
    expect(find('paper-table-2-data').published('eata', 'u782')?.value).toBe(66.5);
    const three = find('paper-table-3');
    expect(three.columns.map(({ id }) => three.published('deyo', id)?.value)).toEqual(table3['deyo']);
    expect(find('paper-table-4').published('mgtta_lstm', 'imagenetSketch')?.value).toBe(50.3);
    expect(find('paper-table-5').published('mgtta-u50', 'average')?.value).toBe(70.1);
    expect(find('paper-table-5').published('foa', 'seconds50k')?.value).toBe(1636.7);
    expect(find('paper-table-5').published('tent', 'gpu-memory')?.value).toBe(5165);
    expect(find('paper-table-5').published('tent', 'memory')).toBeNull();
    expect(find('paper-table-6').published('mgtta-n64', 'imagenetR')?.value).toBe(70);
    expect(find('paper-table-7').published('cotta', 'average')?.value).toBe(46.3);
    expect(find('paper-table-8').published('sar', 'b4')?.value).toBe(63.8);
  });

  it('share runs: no budget, Tables 4 and 5, and N = 128 are the runs of Tables 1 and 3', async () => {
    const hashes = async (id: string): Promise<Set<string>> =>
      new Set((await configureSuite(find(id), [2020])).map(({ config }) => identityOf('adapt', config)));
    const main = await hashes('paper-table-1');
    const natural = await hashes('paper-table-3');
    expect((await hashes('paper-table-2-time')).intersection(main).size).toBe(8);
    expect((await hashes('paper-table-2-data')).intersection(main).size).toBe(8);
    expect((await hashes('paper-table-4')).intersection(main).size).toBe(1);
    expect((await hashes('paper-table-4')).intersection(natural).size).toBe(3);
    expect((await hashes('paper-table-5')).intersection(main).size).toBe(8);
    expect((await hashes('paper-table-6')).intersection(main).size).toBe(1);
    const all = await Promise.all(suitesOf().map(({ id }) => hashes(id)));
    // A method that never adapts has the same run under every budget.
    expect((await hashes('paper-table-2-time')).size).toBe(7 * 8 + 1);
    expect(new Set(all.flatMap((one) => [...one])).size).toBe(8 + 49 + 49 + 21 + 8 + 2 + 6 + 8 + 12 + 84);
  });

  it('test as the paper does', () => {
    const configs = (id: string) =>
      find(id)
        .plan(7)
        .map(({ config }) => config);
    for (const config of configs('paper-table-1')) {
      expect(config).toMatchObject({
        dataset: { kind: 'folder', path: '/data/c', benchmark: 'imagenet-c', corrupted: true, source: '/data/val' },
        shifts,
        batchSize: 64,
        images: null,
        policy: 'reset',
        seed: 7,
        options: {},
      });
    }
    for (const { method, options, dataset } of configs('paper-table-3')) {
      const isR = dataset.kind === 'folder' && dataset.benchmark === 'imagenet-r';
      const weighs = method === 'mgtta' || method === 'foa';
      expect(options).toEqual(isR && weighs ? { lambda: 0.2 } : {});
    }
    for (const config of configs('paper-table-7')) expect(config).toMatchObject({ order: 'mixed', shifts });
    expect(new Set(configs('paper-table-8').map(({ batchSize }) => batchSize))).toEqual(new Set([2, 4]));
    const limits = configs('paper-figure-3').map(({ budgetBatches }) => budgetBatches);
    expect(new Set(limits)).toContain(0);
    expect(new Set(limits)).not.toContain(null);
  });

  it('make no run of Figure 3 that would have no images left to count', () => {
    const some = find('paper-figure-3', { setup: { ...setup, images: 650 } }).plan(2020);
    expect(new Set(some.map(({ config }) => config.budgetBatches))).toEqual(new Set([0, 5, 10]));
  });

  it('pre-train generators that are not given, each once, and use them where they will be', () => {
    const planned = find('paper-table-4').plan(2020);
    const learning = planned.flatMap(({ row, pretraining, config }) =>
      pretraining ? [{ row, pretraining, config }] : [],
    );
    expect(new Set(learning.map(({ row }) => row))).toEqual(new Set(['mgtta', 'mgtta_lstm']));
    expect(new Set(learning.map(({ pretraining }) => JSON.stringify(pretraining))).size).toBe(2);
    for (const { pretraining, config } of learning) expect(pretraining.config.output).toBe(config.mgg);
    expect(learning[0]!.pretraining.config).toMatchObject({ images: 128, steps: 2000, generator: 'gml' });

    const given = { setup: { ...setup, mgg: '/data/mgg.pth' } };
    const withOne = find('paper-table-6', given).plan(2020);
    const isUsual = ({ row }: { row: string }): boolean => row === 'mgtta-n128';
    expect(withOne.filter(isUsual).map(({ config, pretraining }) => [config.mgg, pretraining])).toEqual([
      ['/data/mgg.pth', undefined],
      ['/data/mgg.pth', undefined],
    ]);
    const counts = withOne.flatMap(({ pretraining }) => pretraining?.config.images ?? []);
    expect(new Set(counts)).toEqual(new Set([64, 256, 1000]));
  });

  it('corrupt clean images for the pre-training where validation corruptions are not stored', () => {
    const [run] = find('paper-table-6', { hasValidationShifts: false }).plan(2020);
    expect(run?.pretraining?.config.dataset).toEqual({
      kind: 'folder',
      path: '/data/val',
      benchmark: 'imagenet',
      source: '/data/val',
    });
  });
});

describe('what is not there', () => {
  it('is left out and said; the rest goes on', () => {
    const noA = find('paper-table-3', without('imagenetA'));
    expect(noA.plan(2020).flatMap(({ columns }) => columns)).not.toContain('imagenetA');
    expect(noA.plan(2020)).not.toHaveLength(0);
    expect(noA.notes.join()).toContain('The folder of ImageNet-A is not set');

    const noClean = find('paper-table-1', without('clean'));
    expect(noClean.plan(2020).map(({ row }) => row)).toEqual(['noadapt', 'tent', 'cotta', 'sar', 'deyo']);
    expect(noClean.notes.join()).toContain('No folder of clean images');

    expect(find('paper-table-1', without('model')).plan(2020)).toEqual([]);
    expect(find('paper-table-1', without('model')).notes.join()).toContain('No model');
  });

  it('leaves out missing corruptions, and does not compare averages then', async () => {
    for (const name of corruptionNames) if (name !== 'fog') mkdirSync(path.join(root, name, '5'), { recursive: true });
    mkdirSync(path.join(root, 'fog', '3'), { recursive: true });
    const found = await surveyPaperData({ ...setup, imagenetC: root });
    expect(found.shifts).toHaveLength(14);
    expect(found.hasValidationShifts).toBe(false);
    const suite = paperSuites(found, '/mgg').find(({ id }) => id === 'paper-table-1')!;
    expect(suite.plan(2020)[0]?.config.shifts.map(({ corruption }) => corruption)).not.toContain('fog');
    expect(suite.notes.join()).toContain('has no fog at severity 5');
    expect(suite.published('mgtta', 'snow')?.value).toBe(74.5);
  });

  it('says why a folder can’t be read', async () => {
    const found = await surveyPaperData({ ...setup, imagenetC: path.join(root, 'nowhere') });
    const texts = found.problems.map(({ field, text }) => `${field}: ${text}`);
    expect(texts).toContainEqual(expect.stringMatching(/^imagenetC: .*nowhere does not exist/));
    expect(texts).toContain('clean: /data/val does not exist.');
    expect(texts).toContainEqual(expect.stringMatching(/^model: .*vit\.safetensors/));
    const notes = (id: string) =>
      paperSuites(found, '/mgg')
        .find((suite) => suite.id === id)!
        .notes.join(' ');
    expect(notes('paper-table-7')).not.toContain('/data/r does not exist');
    expect(notes('paper-table-3')).toContain('/data/r does not exist');
    expect(found.shifts).toEqual([]);
  });

  it('says in what the settings depart from the paper', () => {
    const short = { setup: { ...setup, images: 1000, pretrainSteps: 100 } };
    const { notes } = find('paper-table-1', short);
    expect(notes.join(' ')).toContain('Images per shift: 1000; the paper: all.');
    expect(notes.join(' ')).toContain('Steps of a pre-training: 100; the paper: 2000.');
    expect(
      find('paper-table-3', short)
        .plan(1)
        .map(({ config }) => config.images),
    ).toContain(1000);
    const many = { setup: { ...setup, images: 40_000 } };
    const asked = new Set(
      find('paper-table-3', many)
        .plan(1)
        .map(({ config }) => config.images),
    );
    expect(asked).toEqual(new Set([30_000, 40_000, 7_500]));
  });
});
