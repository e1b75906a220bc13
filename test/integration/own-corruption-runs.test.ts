import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, type Lab } from '../../src-main/app/open-lab.ts';
import { exportFiles } from '../../src-main/exports/export.ts';
import { ComputeClient } from '../../src-main/jobs/compute-client.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';
import { ownCorruptionText, writeOwnCorruption } from '../support/own-corruption.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { thorough } from '../support/thorough.ts';

const dataDir = path.join(temporaryFolder('own-corruptions'), 'data');
const folder = path.join(dataDir, 'methods');
let lab: Lab;

const configOf = (corruption: string, change: Partial<RunConfigInput> = {}): RunConfigInput => ({
  ...{ dataset: { kind: 'quickstart', split: 'test' }, model: 'quickstart', method: 'noadapt', engine: 'onnx-cpu' },
  ...{ shifts: [{ corruption, severity: 3 }], images: 16, batchSize: 8, threads: 1 },
  ...change,
});
const start = async (config: RunConfigInput) => (await lab.services.starter.startRun(config)).id;
const finish = async (config: RunConfigInput) => lab.finished(await start(config));

/** It works where it is tried, on a larger image, and does this where it runs; images of the quick start have 32 pixels. */
const onRuns = (id: string, work: string): string =>
  ownCorruptionText(id, (text) =>
    text
      .replace('const corrupted', `calls++;\n    if (calls > 1) ${work}\n    const corrupted`)
      .replace('export default', 'let calls = 0;\nconst all: unknown[] = [];\nexport default'),
  );

beforeAll(() => {
  writeOwnCorruption(folder, 'dead');
  writeOwnCorruption(folder, 'endless', onRuns('endless', 'for (;;);'));
  writeOwnCorruption(folder, 'eats', onRuns('eats', 'for (;;) all.push(new Float32Array(1e7).fill(1));'));
  writeOwnCorruption(folder, 'throws', onRuns('throws', "throw new Error('no rain today');"));
  writeOwnCorruption(folder, 'leaves', onRuns('leaves', 'process.exit(3);'));
  const compute = new ComputeClient({ ownLimits: { seconds: 6, memoryMb: 1200 } });
  lab = openLab({ dataDir, compute });
});
afterAll(() => lab.close());

describe('a run under an own corruption', () => {
  it('gives numbers, is known again by the source, keeps it, and exports it', async () => {
    const file = path.join(folder, 'dead.corruption.ts');
    const run = await finish(configOf('dead'));
    expect(run).toMatchObject({ status: 'done', summary: { images: 16 } });
    expect(run.inputs['corruption.dead']).toMatch(/^sha256:[0-9a-f]{64}$/);
    const [kept] = await lab.api.getRunSources({ id: run.id });
    expect(kept).toEqual({
      ...{ input: 'corruption.dead', file, own: true, source: ownCorruptionText('dead') },
      hash: run.inputs['corruption.dead'],
    });
    const exported = exportFiles(lab.services.store, [run.id], 'csv');
    const [name = ''] = Object.keys(exported).filter((one) => one.endsWith('-dead.corruption.ts'));
    expect(exported[name]).toBe(readFileSync(file, 'utf8'));
    expect(exportFiles(lab.services.store, [run.id], 'bundle')[`${run.id}.json`]).toContain('Turns some pixels black.');

    const data = run.provenance?.datasetFingerprint;
    writeOwnCorruption(
      folder,
      'dead',
      ownCorruptionText('dead', (text) => text.replace('0.5]', '0.9]')),
    );
    const other = await finish(configOf('dead'));
    expect(other.identity).not.toBe(run.identity);
    expect(other.provenance?.datasetFingerprint).not.toBe(data);
    writeOwnCorruption(folder, 'dead');
    expect((await lab.services.identities.of('adapt', run.config as never)).identity).toBe(run.identity);
  }, 180_000);

  it('is refused for severities that it does not have', async () => {
    await expect(start(configOf('dead', { shifts: [{ corruption: 'dead', severity: 4 }] }))).rejects.toMatchObject({
      code: 'bad-option',
      message: 'The severity of dead must be 1 to 3, not 4.',
    });
  }, 60_000);

  const endings: Readonly<Record<string, string>> = {
    endless: 'endless.corruption.ts was stopped: its code did not come back within 6 s.',
    eats: 'eats.corruption.ts was stopped: its process took more than 1200 MB of memory.',
    leaves: 'leaves.corruption.ts was stopped: it ended its thread.',
    throws: 'throws.corruption.ts, line 13: no rain today.',
  };
  it.runIf(thorough).each(Object.entries(endings))(
    'that goes wrong is named and stopped, and the next run is done: %s',
    async (id, message) => {
      const stuck = await start(configOf(id));
      const next = await start(configOf('dead', { seed: 1 }));
      await expect(lab.finished(stuck)).rejects.toMatchObject({ message });
      expect((await lab.finished(next)).status).toBe('done');
    },
    180_000,
  );
});
