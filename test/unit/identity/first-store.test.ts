/**
 * A store of the lab's first version (commit 56ede4e, schema 2), written by its command line: runs on the embedded data and on
 * a folder that is gone, a pre-training whose file is gone and a run with its generator, a run that was interrupted after 29
 * of 64 batches beside the same one done, and the suite Mixed shifts, stopped in its second run.
 */
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab } from '../../../src-main/app/open-lab.ts';
import type { LabApi } from '../../../src-shared/api/contract.ts';
import type { BatchRecord, RunRecord } from '../../../src-shared/records.ts';
import { protocolLines } from '../../../src-shared/comparison/protocol-lines.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = temporaryFolder('first-store');
let lab: Lab;
let api: LabApi;

beforeAll(async () => {
  copyFileSync(path.join(import.meta.dirname, '../../data/first-store/lab.sqlite'), path.join(folder, 'lab.sqlite'));
  lab = openLab({ dataDir: folder });
  api = lab.api;
  await lab.services.identities.runs();
});

afterAll(() => lab.close());

const named = (name: string): RunRecord => lab.services.store.listRuns().find((run) => run.name === name)!;

describe('a store of the first version', () => {
  it('is listed and shown, with the defaults of settings that it does not know', async () => {
    const runs = await api.listRuns({ filter: {} });
    expect(runs).toHaveLength(21);
    for (const { id } of runs) expect((await api.getRun({ id })).run.config).toMatchObject({ normalisation: 'half' });
    expect(named('A')).toMatchObject({ tags: ['a', 'b'], notes: 'first', config: { onNonFinite: 'skip' } });
    expect(named('Tiny MGG')).toMatchObject({ kind: 'pretrain', status: 'done', config: { steps: 8 } });
  });

  it('is compared: what differs in the settings, and what keeps the numbers apart', async () => {
    const runs = await Promise.all(['Interrupted', 'Whole'].map((name) => api.getRun({ id: named(name).id })));
    const adapted = runs.flatMap(({ run }) => (run.kind === 'adapt' ? [run] : []));
    expect(adapted).toHaveLength(2);
    const lines = protocolLines(adapted);
    expect(lines.map(({ values }) => values)).not.toContainEqual(expect.arrayContaining([undefined, 'undefined']));
    const differing = lines.filter(({ differs, key }) => differs && key in runConfigSchema.shape);
    expect(differing.map(({ key }) => key)).toEqual([]);
    const [first, ...others] = lab.services.store.listRuns().flatMap((run) => (run.kind === 'adapt' ? [run] : []));
    for (const other of others) expect(() => protocolLines([first!, other])).not.toThrow();
  });

  it('is exported', async () => {
    const files = await lab.writeExport(lab.services.store.listRuns().map(({ id }) => id));
    expect(files.map((file) => path.basename(file))).toContain('summary.csv');
  });

  it('knows its runs by data and models, and those whose files are gone by what they computed with', () => {
    for (const { identity } of lab.services.store.listRuns()) expect(identity).toMatch(/^v1-[0-9a-f]{64}$/);
    expect(named('Interrupted').identity).toBe(named('Whole').identity);
    expect(named('Folder').inputs['dataset.path']).toMatch(/^path:/);
    expect(named('Own MGG').inputs['mgg']).toBe(
      `sha256:${(named('Tiny MGG') as RunRecord & { kind: 'pretrain' }).summary!.outputHash}`,
    );
  });

  it('counts the runs of its suites as done', async () => {
    const { summary, cells } = await api.getSuite({ id: 'quickstart-mixed', seeds: [2020] });
    expect(summary).toMatchObject({ runs: 27, finished: 1 });
    const done = cells.filter(({ status }) => status === 'done');
    expect(done.map(({ row }) => row)).toEqual(['NoAdapt', 'NoAdapt']);
    const { runs } = await lab.services.suites.open('quickstart-mixed', [2020]);
    // Those of later methods, and those at rates that were chosen anew since, are new.
    expect(runs.filter(({ stored }) => stored?.status === 'interrupted')).toHaveLength(10);
    expect(runs.filter(({ stored }) => !stored)).toHaveLength(16);
  });

  it('takes an interrupted run up again, to the same numbers', async () => {
    const { id, status } = await lab.finished((await api.resumeRun({ id: named('Interrupted').id })).id);
    expect(status).toBe('done');
    const numbers = (run: string) => lab.contents(run).shifts.map(({ batches }) => batches.map(countsOf));
    expect(numbers(id)).toEqual(numbers(named('Whole').id));
  }, 120_000);
});

function countsOf({ index, size, correct1, correct5, diagnostics }: BatchRecord) {
  return { index, size, correct1, correct5, loss: Number(diagnostics['loss']).toPrecision(4) };
}
