import { expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import type { AdaptRun } from '../../../src-shared/records.ts';
import { adaptSummary, batches, newRun, newShift, provenance, shiftSummary, temporaryFile } from './support.ts';
import { newPretraining } from './new-pretraining.ts';

const store = () => openStore(temporaryFile());
const soFarOf = ({ soFar }: { readonly soFar?: unknown }) => soFar;

it('an unfinished run comes with its figures so far, the mean of its streams, in whatever way it stopped', () => {
  const db = store();
  const { id } = db.createRun(newRun());
  expect(soFarOf(db.getRun(id))).toBeUndefined();
  db.startRun(id, provenance);
  expect(soFarOf(db.getRun(id))).toBeUndefined();
  db.startShift(id, newShift(0));
  db.appendBatches(id, 0, batches(0, 10));
  db.finishShift(id, 0, { ...shiftSummary, top1: 0.8, ece: 0.1, images: 640 });
  db.startShift(id, newShift(1, 'snow'));
  db.appendBatches(id, 1, [{ ...batches(0, 1)[0]!, size: 60, correct1: 30, correct5: 45, computeSeconds: 2 }]);
  for (const status of ['running', 'paused', 'interrupted', 'cancelled'] as const) {
    db.setStatus(id, status);
    const run = db.getRun(id) as AdaptRun;
    expect(run.soFar).toMatchObject({ averageEce: 0.1, images: 700, computeSeconds: 5, imagesPerSecond: 140 });
    expect(run.soFar?.averageTop1).toBeCloseTo(0.65, 12);
    expect(run.soFar?.averageTop5).toBeCloseTo(0.825, 12);
    expect(db.listRuns()).toEqual([run]);
  }
  db.finishRun(id, adaptSummary);
  expect(soFarOf(db.getRun(id))).toBeUndefined();
  db.close();
});

it('what is void after a rewind is not counted', () => {
  const db = store();
  const { id } = db.createRun(newRun());
  db.startRun(id, provenance);
  db.startShift(id, newShift(0));
  db.appendBatches(id, 0, batches(0, 4));
  expect((db.getRun(id) as AdaptRun).soFar?.images).toBe(256);
  db.rewindToCheckpoint(id);
  expect(soFarOf(db.getRun(id))).toBeUndefined();
  db.close();
});

it('a pre-training comes with its best epoch and the time of its epochs', () => {
  const db = store();
  const { id } = db.createRun(newPretraining());
  db.startRun(id, provenance);
  expect(soFarOf(db.getRun(id))).toBeUndefined();
  db.recordEpoch(id, { epoch: 0, meanLoss: 2, accuracy: { fog: 0.5, snow: 0.3 }, seconds: 3, isBest: true });
  db.recordEpoch(id, { epoch: 1, meanLoss: 1, accuracy: { fog: 0.2, snow: 0.2 }, seconds: 4, isBest: false });
  expect(soFarOf(db.getRun(id))).toEqual({ bestEpoch: 0, bestAccuracy: 0.4, totalSeconds: 7 });
  db.close();
});
