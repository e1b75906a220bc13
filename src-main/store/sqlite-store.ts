import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import type { ProcessIdentity } from '../../src-shared/records.ts';
import { backUp } from './backups.ts';
import { openConnection, type Connection, type ConnectionOptions } from './connection.ts';
import {
  addContents,
  isSameRun,
  readContents,
  readCurve,
  readMeasured,
  readRowsSince,
  replaceContents,
} from './contents.ts';
import { noteDamage } from './health-check.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import { migrations } from './schema.ts';
import type { Holder, Store } from './store.ts';
import { isCorruption, toStoreError } from './store-errors.ts';
import { openTables } from './tables.ts';

type Methods = Record<string, (...args: never[]) => unknown>;

/** Lets `around` do each call of each method. */
function wrapAll<T extends Methods>(methods: T, around: (call: () => unknown, name: keyof T) => unknown): T {
  const wrap = ([name, method]: [string, Methods[string]]) => [
    name,
    (...args: never[]) => around(() => method(...args), name),
  ];
  return Object.fromEntries(Object.entries(methods).map(wrap)) as T;
}

/** A commit in WAL mode may be lost with the power unless the log is synced, which costs a wait for the disk. */
function withFullSync<T>(db: Database, call: () => T): T {
  db.pragma('synchronous = FULL');
  try {
    return call();
  } finally {
    db.pragma('synchronous = NORMAL');
  }
}

/** A store over an open database. */
export function sqliteStore({ db, notices, readOnly, file: path }: Connection): Store {
  const tables = openTables(db);
  const { runs, attempts, shifts, images, weights, gradients, pretraining, checkpoints, journal, sources } = tables;
  const { values, deletions } = tables;
  const { resolve } = runs;

  const self = identifyProcess();
  const isSelf = ({ pid, host, startToken }: ProcessIdentity) =>
    pid === self.pid && host === self.host && startToken === self.startToken;

  function holderOf(id: string): Holder {
    const runId = resolve(id);
    const status = runs.statusOf(runId);
    const active = status === 'running' || status === 'paused';
    const process = active ? attempts.all(runId).at(-1)?.owner : status === 'queued' ? runs.queuedBy(runId) : null;
    if (!process) return 'nobody';
    if (isSelf(process)) return 'this';
    const alive = isAlive(process);
    return alive === 'unknown' ? 'unknown' : alive ? 'another' : 'nobody';
  }

  const reads = {
    getRun: runs.getRun,
    listRuns: runs.listRuns,
    listUnreadable: runs.listUnreadable,
    findRun(id) {
      const found = runs.find(id);
      return found?.deleted === false ? runs.getRun(id) : undefined;
    },
    holderOf,
    runsElsewhere: () => runs.activeIds().filter((id) => holderOf(id) !== 'this'),
    loadCheckpoint: (id) => checkpoints.get(resolve(id)),
    attemptsOf: (id) => attempts.all(resolve(id)),
    shiftsOf: (id) => shifts.all(resolve(id)),
    batchesOf: (id, position) => shifts.batches(resolve(id), position),
    imagesOf: (id, position) => images.of(resolve(id), position),
    weightsOf: (id, position) => weights.of(resolve(id), position),
    gradientsOf: (id) => gradients.all(resolve(id)),
    epochsOf: (id) => pretraining.epochs(resolve(id)),
    stepsOf: (id) => pretraining.steps(resolve(id)),
    skippedOf: (id) => journal.skipped(resolve(id)),
    logOf: (id) => journal.log(resolve(id)),
    curveOf: (id) => readCurve(tables, resolve(id)),
    rowsEnd(id) {
      const runId = resolve(id);
      return { attempts: attempts.count(runId), ...shifts.end(runId), step: pretraining.nextStep(runId) };
    },
    rowsSince: (id, from) => readRowsSince(tables, resolve(id), from),
    hasCheckpoint: (id) => checkpoints.has(resolve(id)),
    readValue: values.read,
    sourcesOf: (id) => sources.of(resolve(id)),
    readMeasured: (id) => readMeasured(tables, resolve(id)),
    readContents: (id) => readContents(tables, resolve(id)),
    runStamps: runs.stamps,
  } satisfies Partial<Store>;

  const writes = {
    createRun(run) {
      const record = runs.createRun(run, self);
      for (const [input, { file, source }] of Object.entries(run.sources ?? {})) {
        sources.put(record.id, { input, file, source }, true);
      }
      return record;
    },
    annotateRun: runs.annotateRun,
    identifyRun: runs.identifyRun,
    deleteRuns(ids) {
      const runIds = ids.map(resolve);
      // One of another host may be gone: only the user can know.
      const busy = runIds.find((id) => ['this', 'another'].includes(holderOf(id)));
      if (busy !== undefined) {
        throw new LabError('bad-input', `Run ${busy} is under way or queued.`, 'Cancel it before you delete it.');
      }
      deletions.remove(runIds);
      return runIds;
    },
    restoreRuns: (ids) => deletions.restore(ids).flatMap((id) => runs.find(id)?.run ?? []),
    purgeDeletedRuns: (before, exceptOn = []) => deletions.purge(before.toISOString(), exceptOn),
    setStatus: (id, status) => runs.setStatus(id, status, status === 'queued' ? self : null),
    startRun(id, provenance, owner = self) {
      const run = runs.getRun(id);
      const holder = holderOf(run.id);
      if (holder === 'another' || (holder === 'this' && run.status !== 'queued')) {
        throw new LabError(
          'bad-input',
          `Another process is working on run ${run.id}.`,
          'Wait for it, or cancel it there.',
        );
      }
      attempts.start(run.id, owner, provenance);
    },
    markInterruptedRuns() {
      const active = runs.listRuns({ status: ['running', 'paused', 'queued'] });
      const gone = active.filter(({ id }) => holderOf(id) === 'nobody');
      for (const { id } of gone) runs.setStatus(id, 'interrupted', null);
      return gone.map(({ id }) => runs.getRun(id));
    },
    failRun: (id, error) => runs.fail(resolve(id), error),
    startShift: (id, shift) => shifts.put(resolve(id), { ...shift, status: 'running', summary: null }),
    appendBatches: (id, position, batches) => shifts.putBatches(resolve(id), position, batches),
    appendImages(id, position, records, weightsOfThem) {
      const runId = resolve(id);
      if (weightsOfThem) weights.append(runId, position, images.count(runId, position), weightsOfThem);
      images.append(runId, position, records);
    },
    putGradients: (id, record) => gradients.put(resolve(id), record),
    finishShift: (id, position, summary) => shifts.finish(resolve(id), position, summary),
    rewindToCheckpoint(id) {
      const runId = resolve(id);
      const checkpoint = checkpoints.get(runId);
      const { position, next } = checkpoint ?? { position: 0, next: 0 };
      shifts.dropFrom(runId, position, next);
      const kept = shifts.imagesOf(runId, position);
      images.keepFirst(runId, position, kept);
      weights.keepFirst(runId, position, kept);
      gradients.dropFrom(runId, position, next);
      pretraining.dropFrom(runId, position, next);
      return checkpoint;
    },
    appendSteps: (id, steps) => pretraining.putSteps(resolve(id), steps),
    recordEpoch: (id, epoch) => pretraining.putEpoch(resolve(id), epoch),
    recordSkipped: (id, images) => journal.addSkipped(resolve(id), images),
    log(id, level, text) {
      const entry = { time: new Date().toISOString(), level, text };
      journal.addLog(resolve(id), entry);
      return entry;
    },
    writeValue: values.write,
    addContents: (contents) => addContents(tables, contents),
    replaceContents(contents) {
      const known = runs.getRun(contents.run.id);
      const { id } = known;
      if (!isSameRun(known, contents.run)) {
        throw new LabError('bad-input', `Another run with the id ${id} is stored here already.`);
      }
      if (holderOf(id) !== 'nobody')
        throw new LabError('bad-input', `Run ${id} is under way here.`, 'Cancel it first.');
      replaceContents(tables, contents);
    },
  } satisfies Partial<Store>;

  const durableWrites = {
    saveCheckpoint(id, checkpoint, finished) {
      const runId = resolve(id);
      if (finished) shifts.putBatches(runId, finished.position, finished.batches);
      checkpoints.replace(runId, checkpoint);
    },
    finishRun(id, summary) {
      const runId = resolve(id);
      runs.finish(runId, summary);
      checkpoints.remove(runId);
    },
  } satisfies Partial<Store>;

  const attempt = (call: () => unknown) => {
    try {
      return call();
    } catch (error) {
      if (isCorruption(error)) noteDamage(path);
      throw toStoreError(error, path);
    }
  };
  return {
    path,
    notices,
    readOnly,
    ...wrapAll(reads, (call) => attempt(() => db.transaction(call).deferred())),
    ...wrapAll(writes, (call) => attempt(() => db.transaction(call).immediate())),
    ...wrapAll(durableWrites, (call) => attempt(() => withFullSync(db, () => db.transaction(call).immediate()))),
    changeCount: () => Number(db.pragma('data_version', { simple: true })),
    backUp: (folder) => backUp(db, folder),
    close: () => {
      attempt(() => db.close());
    },
  };
}

/**
 * Opens the store in `file`, making it if needed.
 * @throws LabError `store`, `no-space`, `bad-input` or `not-found`, see `openConnection`
 */
export function openStore(file: string, options: Partial<ConnectionOptions> = {}): Store {
  return sqliteStore(openConnection(file, { migrations, ...options }));
}
