import { openStore } from '../../src-main/store/sqlite-store.ts';
import { runConfigSchema } from '../../src-shared/run-config.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import type { BatchRecord, ShiftRecord } from '../../src-shared/records.ts';
import { corruptionNames } from '../../src-shared/corruptions.ts';

const provenance: Provenance = {
  ...{ engine: 'onnx-cpu', device: 'CPU', engineVersion: '1', threads: 2, labVersion: '0', gitCommit: null },
  ...{ nodeVersion: process.version, os: 'linux', host: 'bench', modelHash: 'a'.repeat(64), mggHash: null },
  ...{ datasetFingerprint: 'b'.repeat(64), preprocessing: 'none' },
};

const corruptions = corruptionNames;

function batch(index: number): BatchRecord {
  const diagnostics = {
    loss: 1 / (index + 1),
    entropy: 0.5 + index / 1000,
    discrepancy: 0.1,
    theta_distance: index / 7,
  };
  return {
    ...{ index, size: 64, correct1: 30 + (index % 30), correct5: 62, adapted: true },
    ...{ computeSeconds: 0.25, loadSeconds: 0.01, diagnostics },
  };
}

/** Fills a store with finished runs of 15 streams each. @param rows batches in all */
export function fillStore(file: string, runs: number, rows: number): void {
  const store = openStore(file);
  const perStream = Math.max(1, Math.round(rows / runs / corruptions.length));
  const batches = Array.from({ length: perStream }, (_, index) => batch(index));
  const summary = {
    ...{
      images: 64 * perStream,
      top1: 0.5,
      top5: 0.9,
      ece: 0.1,
      computeSeconds: 1,
      loadSeconds: 0.1,
      skipped: 0,
      adaptedBatches: perStream,
    },
  };
  const shifts = corruptions.map((corruption, position) => {
    const shift: ShiftRecord = {
      ...{ position, corruption, severity: 5, imageCount: 64 * perStream, batchCount: perStream },
      ...{ fingerprint: 'c'.repeat(64), status: 'done', summary },
    };
    return { shift, batches };
  });
  for (let i = 0; i < runs; i++) {
    const config = runConfigSchema.parse({
      ...{ dataset: { kind: 'quickstart' }, model: 'quickstart', method: 'tent', options: { lr: 0.001 }, seed: i },
      shifts: corruptions.map((corruption) => ({ corruption, severity: 5 })),
    });
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    const queued = store.createRun({ kind: 'adapt', config, method: 'tent', name: `TENT ${i}`, group: `g${i % 50}` });
    store.finishRun(queued.id, {
      ...{ averageTop1: 0.5, averageTop5: 0.9, averageEce: 0.1, images: 960 * perStream, skipped: 0 },
      ...{ computeSeconds: 15, loadSeconds: 1, totalSeconds: 20, imagesPerSecond: 64, peakMemoryBytes: 1 },
    });
    const contents = store.readContents(queued.id);
    const owner = { pid: 1, host: 'bench', startToken: '' };
    store.replaceContents({
      ...contents,
      attempts: [{ ordinal: 0, startedAt: time, owner, provenance }],
      shifts,
    });
  }
  store.close();
}
