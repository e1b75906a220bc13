import type { Database } from 'better-sqlite3';
import { LabError } from '../../src-shared/errors.ts';
import { openConnection, type Connection, type ConnectionOptions } from './connection.ts';
import { addContents, readContents } from './contents.ts';
import { identifyProcess, isAlive } from './process-identity.ts';
import { migrations } from './schema.ts';
import type { Store } from './store.ts';
import { toStoreError } from './store-errors.ts';
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
export function sqliteStore({ db, notices }: Connection): Store {
  const path = db.name;
  const tables = openTables(db);
  const { runs, attempts, shifts, pretraining, checkpoints, journal, values } = tables;
  const { resolve } = runs;

  const ownerState = (id: string) => {
    const owner = attempts.all(id).at(-1)?.owner;
    return owner === undefined ? false : isAlive(owner);
  };
  const isActive = (status: string) => status === 'running' || status === 'paused';

  const reads = {
    getRun: runs.getRun,
    listRuns: runs.listRuns,
    loadCheckpoint: (id) => checkpoints.get(resolve(id)),
    attemptsOf: (id) => attempts.all(resolve(id)),
    shiftsOf: (id) => shifts.all(resolve(id)),
    batchesOf: (id, position) => shifts.batches(resolve(id), position),
    epochsOf: (id) => pretraining.epochs(resolve(id)),
    stepsOf: (id) => pretraining.steps(resolve(id)),
    skippedOf: (id) => journal.skipped(resolve(id)),
    logOf: (id) => journal.log(resolve(id)),
    readValue: values.read,
    readContents: (id) => readContents(tables, resolve(id)),
  } satisfies Partial<Store>;

  const writes = {
    createRun: runs.createRun,
    annotateRun: runs.annotateRun,
    deleteRun: runs.deleteRun,
    setStatus: runs.setStatus,
    startRun(id, provenance, owner = identifyProcess()) {
      const run = runs.getRun(id);
      if (isActive(run.status) && ownerState(run.id) === true) {
        throw new LabError(
          'bad-input',
          `Another process is working on run ${run.id}.`,
          'Wait for it, or cancel it there.',
        );
      }
      attempts.start(run.id, owner, provenance);
    },
    markInterruptedRuns() {
      const gone = runs.listRuns({ status: ['running', 'paused'] }).filter(({ id }) => ownerState(id) === false);
      for (const { id } of gone) runs.setStatus(id, 'interrupted');
      return gone.map(({ id }) => runs.getRun(id));
    },
    failRun: (id, error) => runs.fail(resolve(id), error),
    startShift: (id, shift) => shifts.put(resolve(id), { ...shift, status: 'running', summary: null }),
    appendBatches: (id, position, batches) => shifts.putBatches(resolve(id), position, batches),
    finishShift: (id, position, summary) => shifts.finish(resolve(id), position, summary),
    rewindToCheckpoint(id) {
      const runId = resolve(id);
      const checkpoint = checkpoints.get(runId);
      const { position, next } = checkpoint ?? { position: 0, next: 0 };
      shifts.dropFrom(runId, position, next);
      pretraining.dropFrom(runId, position, next);
      return checkpoint;
    },
    appendSteps: (id, steps) => pretraining.putSteps(resolve(id), steps),
    recordEpoch: (id, epoch) => pretraining.putEpoch(resolve(id), epoch),
    recordSkipped: (id, images) => journal.addSkipped(resolve(id), images),
    log: (id, level, text) => journal.addLog(resolve(id), { time: new Date().toISOString(), level, text }),
    writeValue: values.write,
    addContents: (contents) => addContents(tables, contents),
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
      throw toStoreError(error, path);
    }
  };
  return {
    path,
    notices,
    ...wrapAll(reads, (call) => attempt(() => db.transaction(call).deferred())),
    ...wrapAll(writes, (call) => attempt(() => db.transaction(call).immediate())),
    ...wrapAll(durableWrites, (call) => attempt(() => withFullSync(db, () => db.transaction(call).immediate()))),
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
