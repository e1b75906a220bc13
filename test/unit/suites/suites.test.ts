import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { SuiteState } from '../../../src-shared/api/lab.ts';
import { ComputeClient } from '../../../src-main/jobs/compute-client.ts';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import { readQuickstartSettings } from '../../../src-main/planning/quickstart.ts';
import { configureSuite } from '../../../src-main/suites/match-runs.ts';
import { quickstartSuites } from '../../../src-main/suites/quickstart-suites.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { identityOf } from '../../../src-shared/identity.ts';

const entry = fileURLToPath(new URL('../../support/scripted-compute.ts', import.meta.url));
const root = temporaryFolder('suites');
let count = 0;
let dataDir: string;
let lab: Lab;
let api: LabApi;

function open(): void {
  lab = openLab({ dataDir, compute: new ComputeClient({ entry }) });
  api = lab.api;
}
beforeEach(() => {
  dataDir = path.join(root, String(count++));
  open();
});
afterEach(() => lab.close());

const id = 'quickstart-mixed';
const seeds = [2020];

function cellsOf(state: SuiteState, column: string): SuiteState['cells'] {
  return state.cells.filter((cell) => cell.column === column);
}

async function untilIdle(ask: readonly number[] = seeds): Promise<SuiteState> {
  for (;;) {
    const state = await api.getSuite({ id, seeds: [...ask] });
    if (!state.summary.active) return state;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('suites', () => {
  it('are listed with nothing done at first', async () => {
    const suites = await api.listSuites({});
    expect(suites.map((suite) => suite.id)).toContain('quickstart-corruptions');
    for (const suite of suites) expect(suite).toMatchObject({ finished: 0, active: false });
    expect(new Set(suites.map((suite) => suite.id)).size).toBe(suites.length);
  });

  it('fill their table, and have nothing left to do then', async () => {
    const before = await api.getSuite({ id, seeds });
    expect(before.cells.every(({ status, mean }) => status === 'missing' && mean === null)).toBe(true);
    const { length: queued } = await api.startSuite({ id, seeds });
    expect(queued).toBe(before.rows.length);
    expect((await api.getSuite({ id, seeds })).summary.active).toBe(true);

    const after = await untilIdle();
    expect(after.summary).toMatchObject({ finished: before.rows.length, runs: before.rows.length });
    for (const cell of cellsOf(after, 'average')) expect(cell).toMatchObject({ status: 'done', mean: 50, std: null });
    for (const cell of cellsOf(after, 'ece')) expect(cell.mean).toBeCloseTo(10);
    expect(await api.startSuite({ id, seeds })).toHaveLength(0);
    expect(await api.estimateSuite({ id, seeds })).toMatchObject({ seconds: 0, runs: 0 });
  });

  it('run the part of the table that was chosen', async () => {
    const [row] = (await api.getSuite({ id, seeds })).rows;
    expect(await api.startSuite({ id, seeds, part: { rows: [row!.id] } })).toHaveLength(1);
    const { cells } = await untilIdle();
    expect(new Set(cells.filter(({ status }) => status === 'done').map((cell) => cell.row))).toEqual(
      new Set([row!.id]),
    );
  });

  it('do what is missing only, also after the lab was closed', async () => {
    await api.startSuite({ id, seeds });
    await untilIdle();
    await lab.close();
    open();
    const more = [2020, 2021];
    const rows = (await api.getSuite({ id, seeds })).rows.length;
    expect(await api.startSuite({ id, seeds: more })).toHaveLength(rows);
    const state = await untilIdle(more);
    for (const cell of cellsOf(state, 'average')) {
      expect(cell).toMatchObject({ mean: 50, std: 0 });
      expect(cell.runIds).toHaveLength(2);
    }
  });

  it('go on with runs that were stopped instead of making new ones', async () => {
    await api.startSuite({ id, seeds });
    await api.stopSuite({ id });
    const stopped = await untilIdle();
    const known = lab.services.store.listRuns().length;
    expect(stopped.cells.some(({ status }) => status === 'missing')).toBe(true);
    await api.startSuite({ id, seeds });
    expect((await untilIdle()).cells.every(({ status }) => status === 'done')).toBe(true);
    expect(lab.services.store.listRuns()).toHaveLength(known);
  });

  it('share runs that have the same settings', async () => {
    const suites = quickstartSuites(await readQuickstartSettings());
    const hashes = async (suiteId: string) =>
      (
        await configureSuite(
          suites.find((suite) => suite.id === suiteId)!,
          seeds,
        )
      ).map(({ config }) => identityOf('adapt', config));
    const budget = new Set(await hashes('quickstart-data-budget'));
    expect((await hashes('quickstart-convergence')).every((hash) => budget.has(hash))).toBe(true);
  });

  it('say which suites there are when asked for another one', async () => {
    await expect(api.getSuite({ id: 'table-99', seeds })).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringContaining('quickstart-corruptions') as string,
    });
  });
});

describe('the suites of the paper', () => {
  const paper = 'paper-table-3';

  async function finished(): Promise<SuiteState> {
    for (;;) {
      const state = await api.getSuite({ id: paper, seeds });
      if (!state.summary.active) return state;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const statuses = ({ cells }: SuiteState): Set<string> =>
    new Set(
      cells.filter(({ column, runIds }) => column === 'imagenetSketch' && runIds.length > 0).map((c) => c.status),
    );

  it('have no runs before their data is set, and keep it afterwards', async () => {
    const before = await api.getSuite({ id: paper, seeds });
    expect(before.summary).toMatchObject({ family: 'paper', runs: 0, finished: 0, active: false });
    expect(before.notes.join(' ')).toContain('No model is set');
    expect(before.cells.find(({ row, column }) => row === 'mgtta' && column === 'average')?.published).toBe(60.1);
    expect(await api.startSuite({ id: paper, seeds })).toHaveLength(0);

    await api.changePaperSetup({ imagenetSketch: '/data/sketch', model: '/models/done' });
    await lab.close();
    open();
    expect(await api.getPaperSetup({})).toMatchObject({ imagenetSketch: '/data/sketch', model: '/models/done' });
    expect(await api.startSuite({ id: paper, seeds })).toHaveLength(4);
    const after = await finished();
    expect(after.summary).toMatchObject({ runs: 4, finished: 4 });
    const cell = after.cells.find(({ row, column }) => row === 'tent' && column === 'imagenetSketch');
    // The model is not known to be the paper's, so that its numbers stand beside none of the runs, and the reason is said.
    expect(cell).toMatchObject({ status: 'done', mean: 50, published: null });
    expect(after.cells.every(({ column, published }) => column !== 'imagenetSketch' || published === null)).toBe(true);
    expect(after.withheld[0]).toMatchObject({ source: 'MGTTA (AAAI 2025), Table 3' });
    expect(after.withheld[0]?.differences.map(({ label }) => label)).toContain('Checkpoint');
    expect(after.cells.find(({ row, column }) => row === 'tent' && column === 'imagenetR')?.published).toBe(63.9);
  });

  it('begin anew what failed of what it was given, and go on with what did not', async () => {
    await api.changePaperSetup({ imagenetSketch: '/data/sketch', model: '/models/fail' });
    await api.startSuite({ id: paper, seeds });
    expect(statuses(await finished())).toEqual(new Set(['failed']));
    const known = lab.services.store.listRuns().length;
    await api.startSuite({ id: paper, seeds });
    await finished();
    expect(lab.services.store.listRuns()).toHaveLength(2 * known);

    await api.changePaperSetup({ model: '/models/crash' });
    await api.startSuite({ id: paper, seeds });
    expect(statuses(await finished())).toEqual(new Set(['failed']));
    await api.startSuite({ id: paper, seeds });
    expect(statuses(await finished())).toEqual(new Set(['done']));
    expect(lab.services.store.listRuns()).toHaveLength(3 * known);
  });
});
