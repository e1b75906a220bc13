import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AdaptRun } from '../../../src-shared/records.ts';
import { labHere } from '../../support/cli-here.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const dataDir = temporaryFolder('cli-import-results');
const lab = (...args: string[]) => labHere(...args, '--data-dir', dataDir);
const file = (name: string, text: string): string => {
  const place = path.join(dataDir, name);
  writeFileSync(place, text);
  return place;
};
const log = [
  "2023 INFO    : Namespace(corruption='fog', exp_type='normal', level=5, method='sar', model='vitbase_timm', seed=2021, test_batch_size=64)",
  '2023 INFO    : Result under fog. The adaptation accuracy of SAR is top1: 55.00000 and top5: 75.00000',
].join('\n');

async function imported(...args: string[]): Promise<AdaptRun> {
  const { code, out, err } = await lab('import-results', ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as AdaptRun;
}

describe('lab import-results', () => {
  let run: AdaptRun;
  beforeAll(async () => {
    run = await imported(
      ...[file('sar.log', log), '--name', 'SAR of its authors', '--normalisation', 'imagenet', '--images', 'all'],
      ...['--benchmark', 'imagenet-c', '--corrupted', '--opt', 'lr=0.001', '--group', 'others'],
    );
  });

  it('takes what the log says, and what flags state beside it', () => {
    expect(run).toMatchObject({ name: 'SAR of its authors', group: 'others', method: 'sar', status: 'done' });
    expect(run.config).toMatchObject({
      ...{ model: 'vitbase_timm', seed: 2021, batchSize: 64, normalisation: 'imagenet', images: null },
      ...{ policy: 'reset', options: { lr: 0.001 }, dataset: { kind: 'folder', benchmark: 'imagenet-c' } },
    });
    expect(run.external!.stated).toEqual(
      [
        ...['batchSize', 'dataset', 'dataset.benchmark', 'dataset.corrupted', 'images', 'method', 'model'],
        ...['normalisation', 'options', 'order', 'policy', 'seed', 'shifts'],
      ].sort(),
    );
  });

  it('says what was read and what stays unknown, and marks the run wherever it is listed', async () => {
    const csv = file('one.csv', 'corruption,accuracy\nfog,55\n');
    const { code, out } = await lab('import-results', csv, '--method', 'cotta', '--severity', '5', '--unit', 'percent');
    expect(code).toBe(0);
    expect(out).toContain('cotta (external)');
    expect(out).toContain('Read from one.csv (CSV); marked as external.');
    expect(out).toMatch(/Not stated, hence unknown: Dataset, Model, .*Normalisation, .*Batch size, .*Seed/);
    expect((await lab('runs')).out).toContain('SAR of its authors (external)');
    const shown = (await lab('show', run.id)).out;
    expect(shown).toContain('(external)');
    const { out: table } = await lab('compare', '--group', 'others', '--format', 'csv');
    expect(table).toContain('SAR of its authors (external)');
  });

  it('refuses what is no result, in one sentence, and stores nothing', async () => {
    const count = async (): Promise<number> => (JSON.parse((await lab('runs', '--json')).out) as unknown[]).length;
    const before = await count();
    const refusals: [text: string, args: string[], message: string][] = [
      ['corruption,severity,accuracy\nfogg,5,50\n', ['--method', 'x'], "There is no corruption named 'fogg'"],
      ['corruption,severity,accuracy\nfog,5,50\n', [], 'The method of these results is not known.'],
      ['', ['--method', 'x'], 'bad.csv is empty.'],
    ];
    for (const [text, args, message] of refusals) {
      const { code, err } = await lab('import-results', file('bad.csv', text), ...args);
      expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining(`Error: ${message}`) as string });
    }
    expect((await lab('import-results', path.join(dataDir, 'gone.csv'))).code).toBe(1);
    expect(await count()).toBe(before);
  });

  it('makes runs that can neither be gone on with nor exported as a configuration', async () => {
    expect((await lab('resume', run.id)).err).toContain("holds results from elsewhere: it can't be run here.");
    expect((await lab('export', run.id, '--format', 'config', '--out', dataDir)).err).toContain('no configuration');
  });
});
