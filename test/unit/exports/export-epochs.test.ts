import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { epochsCsv } from '../../../src-main/exports/export-epochs.ts';
import type { EpochRecord, PretrainRun } from '../../../src-shared/records.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { newPretraining } from '../store/new-pretraining.ts';
import { parseCsv } from './csv.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'lab-epochs-'));
const store = openStore(path.join(folder, 'lab.sqlite'));
afterAll(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

it('writes the mean loss of each task, and accuracies by task and corruption, as the store keeps them', () => {
  const of = (epochs: readonly EpochRecord[]) => {
    const run = store.createRun(newPretraining()) as PretrainRun;
    for (const epoch of epochs) store.recordEpoch(run.id, epoch);
    return { run, epochs: store.epochsOf(run.id) };
  };
  const usual = { seconds: 2, isBest: true };
  const several = of([
    { epoch: 0, meanLoss: 1.5, taskLosses: [1, 2], accuracy: { fog: 0.5, '2:fog': 0.25 }, ...usual },
  ]);
  const one = of([{ epoch: 0, meanLoss: 3, accuracy: { fog: 0.75 }, ...usual }]);
  expect(one.epochs[0]).not.toHaveProperty('taskLosses');
  const common = { name: 'MGG', epoch: '0', seconds: '2', best: 'true' };
  expect(parseCsv(epochsCsv([several, one]))).toEqual([
    {
      ...{ ...common, run: several.run.id, mean_loss: '1.5', mean_loss_task_1: '1', mean_loss_task_2: '2' },
      ...{ fog_top1_percent: '50', '2:fog_top1_percent': '25' },
    },
    {
      ...{ ...common, run: one.run.id, mean_loss: '3', mean_loss_task_1: '', mean_loss_task_2: '' },
      ...{ fog_top1_percent: '75', '2:fog_top1_percent': '' },
    },
  ]);
});
