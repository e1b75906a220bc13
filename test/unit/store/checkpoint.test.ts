import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { batches, newRun, newShift, shiftSummary, temporaryFile } from './support.ts';

const checkpoint = (position: number, next: number): Checkpoint => ({ position, next, state: {}, progress: null });

function startedRun() {
  const store = openStore(temporaryFile());
  const { id } = store.createRun(newRun());
  store.startShift(id, newShift(0));
  return { store, id };
}

describe('a checkpoint', () => {
  it('gives back tensors of each type exactly, views into larger buffers and empty ones too', () => {
    const { store, id } = startedRun();
    const state = {
      theta: { shape: [2, 2], dtype: 'float32', data: new Float32Array([0, 1.5, -0, NaN, 1e-42]).subarray(1) },
      step: { shape: [], dtype: 'int32', data: new Int32Array([-7]) },
      mask: { shape: [3], dtype: 'bool', data: new Uint8Array([1, 0, 1]) },
      none: { shape: [0], dtype: 'float32', data: new Float32Array(0) },
    } as const;
    const progress = { sum: 0.1 + 0.2, bins: [1, 2] };
    store.saveCheckpoint(id, { position: 0, next: 3, state, progress });
    const loaded = store.loadCheckpoint(id)!;
    expect(loaded).toEqual({ position: 0, next: 3, state, progress });
    expect(Object.keys(loaded.state)).toEqual(Object.keys(state));
    expect(Object.is(loaded.state['theta']?.data[1], -0)).toBe(true);
  });

  it('replaces the one before', () => {
    const { store, id } = startedRun();
    const tensor = { shape: [1], dtype: 'int32', data: new Int32Array(1) } as const;
    store.saveCheckpoint(id, { ...checkpoint(0, 1), state: { a: tensor, b: tensor } });
    store.saveCheckpoint(id, { ...checkpoint(0, 2), state: { b: tensor } });
    expect(store.loadCheckpoint(id)).toEqual({ ...checkpoint(0, 2), state: { b: tensor } });
  });

  it('stores batches of the shift before together with the start of the next', () => {
    const { store, id } = startedRun();
    store.saveCheckpoint(id, checkpoint(1, 0), { position: 0, batches: batches(0, 4) });
    expect(store.batchesOf(id, 0)).toEqual(batches(0, 4));
  });
});

describe('rewinding', () => {
  it('keeps what the checkpoint counts and drops the rest', () => {
    const { store, id } = startedRun();
    store.appendBatches(id, 0, batches(0, 10));
    store.finishShift(id, 0, shiftSummary);
    store.startShift(id, newShift(1, 'snow'));
    store.saveCheckpoint(id, checkpoint(1, 2), { position: 1, batches: batches(0, 2) });
    store.appendBatches(id, 1, batches(2, 10));
    store.finishShift(id, 1, shiftSummary);
    store.startShift(id, newShift(2, 'frost'));
    store.appendBatches(id, 2, batches(0, 1));

    expect(store.rewindToCheckpoint(id)).toEqual(checkpoint(1, 2));
    expect(store.shiftsOf(id).map(({ status, summary }) => [status, summary])).toEqual([
      ['done', shiftSummary],
      ['running', null],
    ]);
    expect(store.batchesOf(id, 0)).toEqual(batches(0, 10));
    expect(store.batchesOf(id, 1)).toEqual(batches(0, 2));
    expect(store.rewindToCheckpoint(id)).toEqual(checkpoint(1, 2));
  });

  it('between two shifts leaves the finished one alone and the next unstarted', () => {
    const { store, id } = startedRun();
    store.finishShift(id, 0, shiftSummary);
    store.saveCheckpoint(id, checkpoint(1, 0), { position: 0, batches: batches(0, 10) });
    store.startShift(id, newShift(1));
    store.rewindToCheckpoint(id);
    expect(store.shiftsOf(id)).toEqual([{ ...newShift(0), status: 'done', summary: shiftSummary }]);
  });

  it('without a checkpoint drops all that was measured', () => {
    const { store, id } = startedRun();
    store.appendBatches(id, 0, batches(0, 10));
    store.appendSteps(id, [{ step: 0, loss: 1 }]);
    expect(store.rewindToCheckpoint(id)).toBeUndefined();
    expect(store.shiftsOf(id)).toEqual([]);
    expect(store.stepsOf(id)).toEqual([]);
  });

  it('drops epochs and steps of pre-training after the checkpoint', () => {
    const { store, id } = startedRun();
    const epoch = (n: number) => ({ epoch: n, meanLoss: 1, accuracy: {}, seconds: 1, isBest: n === 0 });
    for (const n of [0, 1]) store.recordEpoch(id, epoch(n));
    store.appendSteps(
      id,
      [8, 9, 10, 11].map((step) => ({ step, loss: step })),
    );
    store.saveCheckpoint(id, checkpoint(1, 10));
    store.rewindToCheckpoint(id);
    expect(store.epochsOf(id)).toEqual([epoch(0)]);
    expect(store.stepsOf(id).map(({ step }) => step)).toEqual([8, 9]);
  });
});
