import path from 'node:path';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Provenance } from '../../../src-shared/provenance.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { smallConfig } from './experiment.ts';
import type { LabUnderTest } from './lab.ts';

const hash = 'a'.repeat(64);
const provenance: Provenance = {
  ...{ engine: 'onnx-cpu', device: 'Example CPU', engineVersion: '1', threads: 2, labVersion: '0', gitCommit: null },
  ...{ nodeVersion: 'v22', os: 'linux', host: 'box', modelHash: hash, mggHash: null, datasetFingerprint: hash },
  preprocessing: '32×32',
};
const methods = ['noadapt', 'tent', 'mgtta'] as const;
const rates = [0.001, 0.003, 0.01] as const;
const batches = 32;

/**
 * Finished runs as a grid search leaves them: methods, learning rates and seeds in turn, with streams, batches, labels
 * and made-up numbers. The lab must not be under way.
 */
export function addManyRuns(lab: LabUnderTest, count: number): void {
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  for (let n = 0; n < count; n++) {
    const method = methods[n % 3]!;
    const lr = rates[Math.floor(n / 3) % 3]!;
    const seed = 2020 + Math.floor(n / 9);
    const options = method === 'noadapt' ? {} : { lr };
    const config = runConfigSchema.parse(smallConfig({ method, options, seed, mgg: null, images: 512 }));
    const { id } = store.createRun({ kind: 'adapt', config, method, name: method, group: `search ${n % 4}` });
    store.annotateRun(id, { tags: [`lr ${lr}`, method], notes: `Number ${n}` });
    store.startRun(id, provenance);
    const accuracies = config.shifts.map((shift, position) => {
      store.startShift(id, { position, ...shift, imageCount: 512, batchCount: batches, fingerprint: hash });
      const rows = Array.from({ length: batches }, (_, index) => ({
        ...{ index, size: 16, correct1: (n + 3 * index + position) % 17, correct5: 16, adapted: true },
        ...{ computeSeconds: 0.01, loadSeconds: 0, diagnostics: {} },
      }));
      store.appendBatches(id, position, rows);
      const top1 = rows.reduce((sum, { correct1 }) => sum + correct1, 0) / (16 * batches);
      const measured = { top1, top5: 1, images: 512, ece: (1 - top1) / 5, computeSeconds: 1, loadSeconds: 0 };
      store.finishShift(id, position, { ...measured, skipped: 0, adaptedBatches: batches });
      return top1;
    });
    const averageTop1 = accuracies.reduce((sum, value) => sum + value, 0) / accuracies.length;
    store.finishRun(id, {
      ...{ averageTop1, averageTop5: 1, averageEce: (1 - averageTop1) / 5, images: 1024, skipped: 0 },
      ...{ computeSeconds: 2, loadSeconds: 0, totalSeconds: 2 + (n % 7), imagesPerSecond: 512, peakMemoryBytes: 1 },
    });
  }
  store.close();
}
