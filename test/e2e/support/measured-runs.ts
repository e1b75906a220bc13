import path from 'node:path';
import { summariseRun } from '../../../src-main/experiments/metrics-summary.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';
import type { ShiftSummary } from '../../../src-shared/records.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { provenance } from '../../unit/shared/comparison/support.ts';
import type { LabUnderTest } from './lab.ts';

const shifts = ['gaussian_noise', 'contrast', 'jpeg_compression'].map((corruption) => ({ corruption, severity: 5 }));
const batchSize = 50;

function addRun(store: Store, group: string, method: string, name: string, seed: number): string {
  const config = runConfigSchema.parse({
    ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method, batchSize, images: 500, seed, shifts },
    ...{ mgg: method === 'mgtta' ? 'quickstart' : null, options: method === 'mgtta' ? { lr: 0.003, lambda: 0.4 } : {} },
  });
  const { id } = store.createRun({ kind: 'adapt', method, name, group, config });
  store.startRun(id, provenance);
  const summaries = shifts.map((shift, position): ShiftSummary => {
    const plan = { ...shift, position, imageCount: 500, batchCount: 10, fingerprint: 'c' };
    store.startShift(id, plan);
    const rows = Array.from({ length: 10 }, (_, index) => ({
      ...{ index, size: batchSize, correct1: 25 + ((seed + 3 * position + index) % 9), correct5: 44, adapted: true },
      ...{ computeSeconds: 0.4, loadSeconds: 0.1 },
      diagnostics: { loss: 1.2 - index / 20, theta_distance: index / 10, update: 0.3 },
    }));
    store.appendBatches(id, position, rows);
    const top1 = rows.reduce((sum, { correct1 }) => sum + correct1, 0) / 500;
    const summary = {
      ...{ top1, top5: 0.88, ece: 0.12, images: 500, skipped: 0, adaptedBatches: 10 },
      ...{ computeSeconds: 4, loadSeconds: 1 },
    };
    store.finishShift(id, position, summary);
    return summary;
  });
  store.finishRun(id, summariseRun(summaries, { totalSeconds: 20, peakMemoryBytes: 4e8 }));
  return id;
}

function addPretraining(store: Store, steps: number, output: string): string {
  const config = pretrainConfigSchema.parse({ dataset: { kind: 'quickstart' }, model: 'quickstart', steps });
  const { id } = store.createRun({ kind: 'pretrain', method: 'mgg', name: 'MGG pre-training', config });
  store.startRun(id, provenance);
  const decay = Array.from({ length: steps }, (_, step) => ({
    step,
    loss: 1 + 2 * Math.exp((-step * 200) / steps / 60),
  }));
  store.appendSteps(id, decay);
  store.recordEpoch(id, {
    ...{ epoch: 0, meanLoss: 1.4, accuracy: { gaussian_noise: 0.5, contrast: 0.4 }, seconds: 12.3, isBest: true },
  });
  store.finishRun(id, {
    ...{ bestEpoch: 0, bestAccuracy: 0.45, finalLoss: 1.2, totalSeconds: 12.3, peakMemoryBytes: 1e8 },
    ...{ output, outputHash: 'd'.repeat(64) },
  });
  return id;
}

export interface MeasuredRuns {
  readonly group: string;
  /** NoAdapt, TENT, and MGTTA with the seeds 2020 and 2021. */
  readonly runs: readonly [string, string, string, string];
  /** Of one name, with 200 and 300 steps. */
  readonly pretrainings: readonly [string, string];
}

/** Finished runs as the store would have them after a small experiment with two seeds, and two pre-trainings. */
export function addMeasuredRuns(lab: LabUnderTest): MeasuredRuns {
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  try {
    const group = 'two seeds';
    const add = (method: string, name: string, seed: number) => addRun(store, group, method, name, seed);
    const runs = [
      ...[add('noadapt', 'NoAdapt', 2020), add('tent', 'TENT', 2020)],
      ...[add('mgtta', 'MGTTA', 2020), add('mgtta', 'MGTTA', 2021)],
    ] as [string, string, string, string];
    const output = path.join(lab.filesDir, 'mgg.safetensors');
    return { group, runs, pretrainings: [addPretraining(store, 200, output), addPretraining(store, 300, output)] };
  } finally {
    store.close();
  }
}
