import { afterAll, describe, expect, it } from 'vitest';
import { openLab } from '../../../src-main/app/open-lab.ts';
import { runNames } from '../../../src-main/shells/cli/run-names.ts';
import { runsTable } from '../../../src-main/shells/cli/run-tables.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import path from 'node:path';

const folder = temporaryFolder('run-names');

describe('names of runs on the command line', () => {
  const store = openStore(path.join(folder, 'lab.sqlite'));
  const add = (name: string, seed: number, group?: string) => {
    const shifts = [{ corruption: 'fog', severity: 5 }];
    const config = runConfigSchema.parse({
      ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent', shifts, seed },
    });
    return store.createRun({ kind: 'adapt', method: 'tent', name, config, ...(group === undefined ? {} : { group }) });
  };
  const grouped = [2020, 2021].map((seed) => add('TENT', seed, 'search'));
  const loose = [1, 2].map((seed) => add('TENT', seed));
  const alone = add('Other', 7, 'search');
  store.close();
  const lab = openLab({ dataDir: folder });
  afterAll(() => lab.close());

  it('distinguish twins, also where only one of them is shown', async () => {
    const nameOf = await runNames(lab.api, [grouped[1]!, loose[0]!, alone]);
    expect([grouped[1]!, loose[0]!, alone].map(nameOf)).toEqual(['TENT, seed 2021', 'TENT, seed 1', 'Other']);
  });

  it('stand in the table of runs', async () => {
    const runs = lab.services.store.listRuns({ group: 'search' });
    const table = runsTable(runs, await runNames(lab.api, runs));
    expect(table).toContain('TENT, seed 2020');
    expect(table).toContain('TENT, seed 2021');
  });
});
