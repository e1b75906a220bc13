import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { batch, newRun, newShift, temporaryFile } from './support.ts';
import { newPretraining } from './new-pretraining.ts';

describe('curves', () => {
  it('are the batches as columns; what a batch lacks is null', () => {
    const store = openStore(temporaryFile());
    const { id } = store.createRun(newRun());
    store.startShift(id, newShift());
    store.startShift(id, newShift(1, 'snow'));
    const rows = [batch(0, { loss: 0.1 + 0.2 }), batch(1, { entropy: 2, loss: NaN }), batch(2, {})];
    store.appendBatches(id, 0, rows);
    const { position, corruption, severity, imageCount } = newShift();
    expect(store.curveOf(id)).toEqual({
      runId: id,
      shifts: [
        {
          ...{ position, corruption, severity, imageCount, firstBatch: 0 },
          sizes: [64, 64, 64],
          correct1: rows.map(({ correct1 }) => correct1),
          correct5: [60, 60, 60],
          adapted: [1, 0, 1],
          computeSeconds: rows.map(({ computeSeconds }) => computeSeconds),
          diagnostics: { loss: [0.1 + 0.2, null, null], entropy: [null, 2, null] },
        },
        expect.objectContaining({ position: 1, corruption: 'snow', sizes: [], diagnostics: {} }),
      ],
      firstStep: 0,
      losses: [],
    });
  });

  it('of pre-training are its losses', () => {
    const store = openStore(temporaryFile());
    const { id } = store.createRun(newPretraining());
    store.appendSteps(id, [
      { step: 3, loss: 0.5 },
      { step: 4, loss: NaN },
    ]);
    expect(store.curveOf(id)).toEqual({ runId: id, shifts: [], firstStep: 3, losses: [0.5, null] });
  });
});
