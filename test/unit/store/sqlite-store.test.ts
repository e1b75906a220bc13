import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { identifyProcess } from '../../../src-main/store/process-identity.ts';
import type { Checkpoint } from '../../../src-main/store/checkpoint.ts';
import { openStore } from '../../../src-main/store/sqlite-store.ts';
import { adaptSummary, batch, newRun, newShift, provenance, shiftSummary, temporaryFile } from './support.ts';
import { newPretraining } from './new-pretraining.ts';

const open = () => openStore(temporaryFile());

describe('runs', () => {
  it('come back as they were created', () => {
    const file = temporaryFile();
    const store = openStore(file);
    const created = store.createRun(newRun({ seed: 7, options: { lr: 0.001, name: 'x', on: true } }, { tags: ['a'] }));
    store.close();
    const run = openStore(file).getRun(created.id);
    expect(run).toEqual(created);
    expect(run).toMatchObject({ kind: 'adapt', status: 'queued', group: null, tags: ['a'], notes: '', attempts: 0 });
    expect(run.config).toMatchObject({ seed: 7, batchSize: 64, options: { lr: 0.001, name: 'x', on: true } });
  });

  it('are found by an unambiguous beginning of the id', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    expect(store.getRun(id.slice(0, 3)).id).toBe(id);
    expect(() => store.getRun('0nothere')).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => store.getRun('')).toThrow(expect.objectContaining({ code: 'not-found' }));
    // More runs than there are first letters.
    const ids = Array.from({ length: 32 }, () => store.createRun(newRun()).id);
    const letter = ids
      .map(([first]) => first!)
      .find((first, index) => ids.slice(index + 1).some((i) => i[0] === first));
    expect(() => store.getRun(letter!)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  });

  it('have times of creation in the order of their creation, also within one millisecond', () => {
    const store = open();
    const times = Array.from({ length: 50 }, () => store.createRun(newRun()).createdAt);
    expect(times).toEqual([...new Set(times)].sort());
  });

  it('are listed newest first and filtered', () => {
    const store = open();
    const a = store.createRun(newRun({ method: 'tent' }, { group: 'quickstart', notes: 'Baseline run' })).id;
    const b = store.createRun(newRun({ method: 'mgtta' }, { group: 'quickstart', tags: ['good', 'x'] })).id;
    const c = store.createRun(newPretraining()).id;
    const ids = (filter: Parameters<typeof store.listRuns>[0]) => store.listRuns(filter).map(({ id }) => id);
    expect(ids({})).toEqual([c, b, a]);
    expect(ids({ limit: 2 })).toEqual([c, b]);
    expect(ids({ kind: 'pretrain' })).toEqual([c]);
    expect(ids({ group: 'quickstart' })).toEqual([b, a]);
    expect(ids({ group: 'quickstart', method: 'tent' })).toEqual([a]);
    expect(ids({ tag: 'good' })).toEqual([b]);
    expect(ids({ text: 'BASELINE' })).toEqual([a]);
    expect(ids({ text: '%' })).toEqual([]);
    store.setStatus(a, 'cancelled');
    expect(ids({ status: ['queued'] })).toEqual([c, b]);
    expect(ids({ status: ['queued', 'cancelled'] })).toEqual([c, b, a]);
    const identity = { identity: 'v1-b', inputs: { model: 'sha256:aa' } };
    store.identifyRun(b, identity);
    expect(ids({ identity: 'v1-b' })).toEqual([b]);
    expect(store.getRun(b)).toMatchObject(identity);
  });

  it('keep what the user writes about them', () => {
    const store = open();
    const { id, name } = store.createRun(newRun());
    store.annotateRun(id, { tags: ['seed study'], notes: "it's good" });
    expect(store.getRun(id)).toMatchObject({ name, tags: ['seed study'], notes: "it's good" });
    store.annotateRun(id, { name: 'Other' });
    expect(store.getRun(id)).toMatchObject({ name: 'Other', tags: ['seed study'] });
  });

  it('go from queued to done, with where they ran', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    store.startRun(id, provenance);
    expect(store.getRun(id)).toMatchObject({ status: 'running', attempts: 1, provenance, finishedAt: null });
    store.saveCheckpoint(id, { position: 1, next: 0, state: {}, progress: null });
    store.finishRun(id, adaptSummary);
    const run = store.getRun(id);
    expect(run).toMatchObject({ status: 'done', summary: adaptSummary, error: null });
    expect(Date.parse(run.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(run.startedAt!));
    expect(store.loadCheckpoint(id)).toBeUndefined();
  });

  it('keep an error until they are started again', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    store.startRun(id, provenance);
    store.failRun(id, { code: 'numerical', message: 'The loss is not a number.', hint: 'Lower lr.' });
    expect(store.getRun(id)).toMatchObject({ status: 'failed', error: { code: 'numerical', hint: 'Lower lr.' } });
    const { startedAt } = store.getRun(id);
    store.startRun(id, { ...provenance, device: 'Another' });
    expect(store.getRun(id)).toMatchObject({
      status: 'running',
      error: null,
      finishedAt: null,
      startedAt,
      attempts: 2,
    });
    expect(store.attemptsOf(id).map((attempt) => attempt.provenance.device)).toEqual([provenance.device, 'Another']);
    expect(store.getRun(id).provenance?.device).toBe('Another');
  });
});

describe('interrupted runs', () => {
  const gone = { ...identifyProcess(), startToken: 'another process had this pid' };

  it('are those whose process is gone', () => {
    const store = open();
    const [alive, dead, elsewhere, waiting] = Array.from({ length: 4 }, () => store.createRun(newRun()).id) as [
      string,
      string,
      string,
      string,
    ];
    store.startRun(alive, provenance);
    store.startRun(dead, provenance, gone);
    store.startRun(elsewhere, provenance, { ...gone, host: 'another-host' });
    expect(store.markInterruptedRuns().map(({ id, status }) => [id, status])).toEqual([[dead, 'interrupted']]);
    expect(store.markInterruptedRuns()).toEqual([]);
    expect([alive, elsewhere, waiting].map((id) => store.getRun(id).status)).toEqual(['running', 'running', 'queued']);
  });

  it('can be started again, live ones cannot', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    store.startRun(id, provenance, gone);
    store.startRun(id, provenance);
    expect(store.holderOf(id)).toBe('this');
    expect(() => store.startRun(id, provenance)).toThrow(expect.objectContaining({ code: 'bad-input' }));
    expect(store.attemptsOf(id)).toHaveLength(2);
  });

  it('include those that waited in the queue of a process that is gone', () => {
    const file = temporaryFile();
    const store = openStore(file);
    const { id } = store.createRun(newRun());
    expect(store.holderOf(id)).toBe('this');
    const queuedBy = (process: object) =>
      new Database(file).prepare('UPDATE runs SET queued_by = ?').run(JSON.stringify(process));
    queuedBy({ ...gone, host: 'another-host' });
    expect(store.holderOf(id)).toBe('unknown');
    expect(store.markInterruptedRuns()).toEqual([]);
    queuedBy(identifyProcess(process.ppid));
    expect(store.holderOf(id)).toBe('another');
    expect(() => store.startRun(id, provenance)).toThrow(/Another process/);
    queuedBy(gone);
    expect(store.holderOf(id)).toBe('nobody');
    expect(store.markInterruptedRuns().map((run) => run.id)).toEqual([id]);
    store.setStatus(id, 'queued');
    expect(store.holderOf(id)).toBe('this');
  });
});

describe('measurements', () => {
  it('of batches come back exactly, numbers that are not finite as null', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    store.startShift(id, newShift());
    const rows = [batch(0, { loss: 0.1 + 0.2, entropy: NaN }), batch(1, {})];
    store.appendBatches(id, 0, rows);
    expect(store.batchesOf(id, 0)).toEqual([{ ...rows[0], diagnostics: { loss: 0.1 + 0.2, entropy: null } }, rows[1]]);
    expect(store.shiftsOf(id)).toEqual([{ ...newShift(), status: 'running', summary: null }]);
    store.finishShift(id, 0, shiftSummary);
    expect(store.shiftsOf(id)).toEqual([{ ...newShift(), status: 'done', summary: shiftSummary }]);
  });

  it('are not taken for a shift that was not started, and nothing of the call stays', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    const checkpoint: Checkpoint = { position: 0, next: 1, state: {}, progress: null };
    expect(() => store.saveCheckpoint(id, checkpoint, { position: 0, batches: [batch(0)] })).toThrow(
      expect.objectContaining({ code: 'store' }),
    );
    expect(() => store.finishShift(id, 0, shiftSummary)).toThrow();
    expect(store.loadCheckpoint(id)).toBeUndefined();
  });

  it('of pre-training: one best epoch, steps in order', () => {
    const store = open();
    const { id } = store.createRun(newPretraining());
    const epoch = (n: number, isBest: boolean) => ({
      epoch: n,
      meanLoss: NaN,
      accuracy: { fog: 0.5 },
      seconds: 1,
      isBest,
    });
    store.appendSteps(id, [
      { step: 1, loss: 0.5 },
      { step: 0, loss: Infinity },
    ]);
    store.recordEpoch(id, epoch(0, true));
    store.recordEpoch(id, epoch(1, true));
    store.recordEpoch(id, epoch(2, false));
    expect(store.epochsOf(id).map(({ isBest, meanLoss }) => [isBest, meanLoss])).toEqual([
      [false, null],
      [true, null],
      [false, null],
    ]);
    expect(store.stepsOf(id)).toEqual([
      { step: 0, loss: null },
      { step: 1, loss: 0.5 },
    ]);
  });

  it('name a skipped image once', () => {
    const store = open();
    const { id } = store.createRun(newRun());
    store.recordSkipped(id, [{ path: 'b.png', reason: 'truncated' }]);
    store.recordSkipped(id, [
      { path: 'a.png', reason: 'empty' },
      { path: 'b.png', reason: 'truncated' },
    ]);
    expect(store.skippedOf(id).map((image) => image.path)).toEqual(['a.png', 'b.png']);
    store.log(id, 'warning', 'first');
    store.log(id, 'info', 'second');
    expect(store.logOf(id).map(({ level, text }) => [level, text])).toEqual([
      ['warning', 'first'],
      ['info', 'second'],
    ]);
  });
});
