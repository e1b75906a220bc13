import path from 'node:path';
import { expect } from '@playwright/test';
import { summariseRun } from '../../../src-main/experiments/metrics-summary.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { Store } from '../../../src-main/store/store.ts';
import { withQuality } from '../../../src-shared/metrics/quality.ts';
import { packRecords, type ImageRecord } from '../../../src-shared/metrics/image-records.ts';
import type { ShiftSummary } from '../../../src-shared/records.ts';
import { runConfigSchema } from '../../../src-shared/run-config.ts';
import { provenance } from '../../unit/shared/comparison/support.ts';
import { smallConfig } from './experiment.ts';
import type { LabUnderTest, OpenPage } from './lab.ts';

const small = { images: 128, batchSize: 32, mgg: null } as const;

const recordOf = (index: number, shift: number, right: boolean): ImageRecord => ({
  ...{ index, shift, label: 1, prediction: right ? 1 : 0, rank: right ? 0 : 1 },
  ...{ confidence: right ? 0.8 : 0.6, entropy: 0.5, nll: right ? 0.2 : 1.2, brier: right ? 0.1 : 1, energy: -2 },
});

/** A run of two streams of four batches, with numbers that depend on its method and seed. */
function addRun(store: Store, method: 'noadapt' | 'tent', seed: number): void {
  const options = method === 'tent' ? { lr: 0.005 } : {};
  const config = runConfigSchema.parse(smallConfig({ ...small, method, options, seed }));
  // As New experiment names runs that differ in their seed.
  const name = `${method === 'tent' ? 'TENT' : 'NoAdapt'}, seed ${seed}`;
  const { id } = store.createRun({ kind: 'adapt', config, method, name, group: 'two methods, two seeds' });
  store.startRun(id, provenance);
  const summaries = config.shifts.map((shift, position): ShiftSummary => {
    store.startShift(id, { ...shift, position, imageCount: 128, batchCount: 4, fingerprint: 'c' });
    const first = (method === 'tent' ? 19 : 16) + seed + 2 * position;
    const rows = Array.from({ length: 4 }, (_, index) => ({
      ...{ index, size: 32, correct1: first + (index % 2), correct5: 30, adapted: method === 'tent' },
      ...{ computeSeconds: 0.2, loadSeconds: 0.1, diagnostics: { entropy: 1 - index / 10 } },
    }));
    store.appendBatches(id, position, rows);
    const records = rows.flatMap(({ index, size, correct1 }) =>
      Array.from({ length: size }, (_, i) => recordOf(size * index + i, position, i < correct1)),
    );
    const packed = packRecords(records);
    // As of a method that selects: one image in four, those of the second half twice as heavy.
    const weights = records.map((_, i) => (i % 4 === 0 ? 1 + Number(i >= 64) : 0));
    store.appendImages(id, position, packed, method === 'tent' ? Float32Array.from(weights) : undefined);
    const top1 = rows.reduce((sum, { correct1 }) => sum + correct1, 0) / 128;
    const figures = {
      ...{ top1, top5: 0.9, ece: (1 - top1) / 4, images: 128, skipped: 0, adaptedBatches: method === 'tent' ? 4 : 0 },
      ...{ computeSeconds: 0.8, loadSeconds: 0.4 },
    };
    const summary = withQuality(figures, packed);
    store.finishShift(id, position, summary);
    return summary;
  });
  store.finishRun(id, summariseRun(summaries, { totalSeconds: 3, peakMemoryBytes: 4e8 }));
}

/** Four finished runs, as another process would have made them: NoAdapt and TENT, each with two seeds; once per lab. */
export async function withFourRuns(lab: LabUnderTest, openPage: OpenPage): Promise<void> {
  if (storedRuns(lab).length >= 4) return;
  const store = openStore(path.join(lab.dataDir, 'lab.sqlite'));
  for (const method of ['noadapt', 'tent'] as const) for (const seed of [1, 2]) addRun(store, method, seed);
  store.close();
  const page = await openPage('/runs');
  await expect(page.locator('main tr[data-status=done]')).toHaveCount(4, { timeout: 30_000 });
}

export interface StoredRun {
  readonly id: string;
  readonly name: string;
  readonly method: string;
  readonly seed: number;
  readonly status: string;
  readonly top1: number;
  readonly tags: string;
  readonly notes: string;
  readonly deleted_at: string | null;
}

/** The runs in the database, the first made first. */
export function storedRuns(lab: LabUnderTest): StoredRun[] {
  return lab.query<StoredRun>(
    `SELECT id, name, method, status, tags, notes, deleted_at, json_extract(config, '$.seed') AS seed,
       json_extract(summary, '$.averageTop1') AS top1 FROM runs ORDER BY created_at, rowid`,
  );
}
