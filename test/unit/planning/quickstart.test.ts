import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { corruptionNames } from '../../../src-shared/corruptions.ts';
import { configure } from '../../../src-main/runs/configure.ts';
import {
  quickstartRuns,
  readQuickstartSettings,
  quickstartSettingsFile,
} from '../../../src-main/planning/quickstart.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = temporaryFolder('quickstart');

function write(text: string): void {
  mkdirSync(path.join(root, path.dirname(quickstartSettingsFile)), { recursive: true });
  writeFileSync(path.join(root, quickstartSettingsFile), text);
}

const settings = {
  images: 2000,
  severity: 5,
  batchSize: 64,
  seed: 2020,
  sourceImages: 64,
  runs: [
    { name: 'NoAdapt', method: 'noadapt', quick: true },
    { name: 'CoTTA', method: 'cotta', quick: false },
    { name: 'MGTTA', method: 'mgtta', options: { lr: 0.01 }, mgg: 'quickstart', quick: true },
    { name: 'MGTTA, untrained', method: 'mgtta', options: { lr: 0.02 }, mgg: 'untrained:1', quick: true },
  ],
  transfer: [],
};

describe('the quick start', () => {
  it('runs the quick ones of its methods on all test corruptions of the same test images', async () => {
    write(JSON.stringify(settings));
    const runs = quickstartRuns(await readQuickstartSettings(root), { engine: 'wasm' });
    expect(runs.map(({ name }) => name)).toEqual(['NoAdapt', 'MGTTA', 'MGTTA, untrained']);
    for (const { config } of runs) {
      const { config: complete } = await configure(config);
      expect(complete).toMatchObject({ images: 2000, batchSize: 64, seed: 2020, engine: 'wasm', policy: 'reset' });
      expect(complete.dataset).toEqual({ kind: 'quickstart', split: 'test' });
      expect(complete.shifts).toEqual(corruptionNames.map((corruption) => ({ corruption, severity: 5 })));
    }
    const [, trained, untrained] = await Promise.all(runs.map(({ config }) => configure(config)));
    expect(trained?.config).toMatchObject({ mgg: 'quickstart', options: { lr: 0.01, beta1: 0.9 } });
    expect(untrained?.config.mgg).toBe('untrained:1');
  });

  it('can be made shorter', async () => {
    write(JSON.stringify(settings));
    const runs = quickstartRuns(await readQuickstartSettings(root), { images: 10 });
    expect(runs.every(({ config }) => config.images === 10)).toBe(true);
  });

  it.each([
    ['{', 'damaged'],
    ['{"runs": []}', 'damaged'],
  ])('says when its settings are broken: %s', async (text, word) => {
    write(text);
    await expect(readQuickstartSettings(root)).rejects.toThrow(word);
  });

  it('says when its settings are missing', async () => {
    await expect(readQuickstartSettings(path.join(root, 'elsewhere'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
