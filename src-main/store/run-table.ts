import type { Database } from 'better-sqlite3';
import { LabError, type ErrorMessage } from '../../src-shared/errors.ts';
import {
  processIdentitySchema,
  type ProcessIdentity,
  type RunRecord,
  type RunStatus,
} from '../../src-shared/records.ts';
import { figuresReader } from './figures-reader.ts';
import { makeId } from './run-id.ts';
import {
  formatJson,
  isReadable,
  isUnreadable,
  readRow,
  toRow,
  type RunRow,
  type RunRowWithAttempts,
} from './run-row.ts';
import type { RunFilter } from '../../src-shared/api/runs.ts';
import type { NewRun, RunIdentity, RunNotes, Store } from './store.ts';

const columns =
  'id, kind, group_name, method, name, status, config, identity, inputs, created_at, started_at, finished_at, error, summary, tags, notes, external';
const selectRuns = `
  SELECT ${columns}, deleted_at,
    (SELECT count(*) FROM attempts WHERE run_id = runs.id) AS attempts,
    (SELECT provenance FROM attempts WHERE run_id = runs.id ORDER BY ordinal DESC LIMIT 1) AS provenance
  FROM runs`;

const isoTime = (time: number): string => new Date(time).toISOString();
const now = () => isoTime(Date.now());

function newRecord(run: NewRun, id: string, createdAt: string): RunRecord {
  const { kind, config, method, name, group, tags, notes, identity } = run;
  return {
    id,
    kind,
    config,
    ...(identity ?? { identity: '', inputs: {} }),
    method,
    name,
    group: group ?? null,
    tags: [...(tags ?? [])],
    notes: notes ?? '',
    status: 'queued',
    attempts: 0,
    provenance: null,
    createdAt,
    startedAt: null,
    finishedAt: null,
    error: null,
    summary: null,
  } as RunRecord;
}

/** A row with broken tags must not keep the others from being found. */
const hasTag = 'CASE WHEN json_valid(tags) THEN EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?) ELSE 0 END';

const nameInGroup = "coalesce(group_name, '') || char(0) || name";
const isNamesake = `id NOT IN (SELECT value FROM json_each(?))
  AND ${nameInGroup} IN (SELECT ${nameInGroup} FROM runs WHERE id IN (SELECT value FROM json_each(?)))`;

/** SQL conditions and their values for what a filter asks. */
function conditionsOf(filter: RunFilter): { sql: string; values: unknown[] }[] {
  const { kind, group, namesakesOf, method, status, tag, identity, text } = filter;
  const equal: [string, string | undefined][] = [
    ['kind', kind],
    ['group_name', group],
    ['method', method],
    ['identity', identity],
  ];
  const conditions: { sql: string; values: unknown[] }[] = [{ sql: 'deleted_at IS NULL', values: [] }];
  for (const [column, value] of equal) {
    if (value !== undefined) conditions.push({ sql: `${column} = ?`, values: [value] });
  }
  if (status) conditions.push({ sql: 'status IN (SELECT value FROM json_each(?))', values: [JSON.stringify(status)] });
  if (namesakesOf) conditions.push({ sql: isNamesake, values: Array<string>(2).fill(JSON.stringify(namesakesOf)) });
  if (tag !== undefined) conditions.push({ sql: hasTag, values: [tag] });
  if (text !== undefined) {
    const searched = "lower(id || ' ' || name || ' ' || method || ' ' || coalesce(group_name, '') || ' ' || notes)";
    conditions.push({ sql: `instr(${searched}, lower(?)) > 0`, values: [text] });
  }
  return conditions;
}

type RunReads = Pick<Store, 'getRun' | 'listRuns' | 'listUnreadable'> & {
  readonly stamps: Store['runStamps'];
  /** Full id of a run given by its id or an unambiguous beginning of it. */
  readonly resolve: (id: string) => string;
  /** Of a run by its full id; works for one that can't be read as well. */
  readonly statusOf: (id: string) => string;
  /** A run by its full id, deleted or not; none for one that can't be read. */
  readonly find: (id: string) => { readonly run: RunRecord; readonly deleted: boolean } | undefined;
  /** Ids of the runs that are queued or under way. */
  readonly activeIds: () => string[];
  /** The process in whose queue a run waits. */
  readonly queuedBy: (id: string) => ProcessIdentity | null;
};
type RunWrites = Pick<Store, 'annotateRun' | 'identifyRun'> & {
  /** Makes an id and adds the run as queued by a process. */
  createRun(run: NewRun, queuedBy: ProcessIdentity): RunRecord;
  insert(run: RunRecord): void;
  /** @param queuedBy the process in whose queue the run waits; null unless it does */
  setStatus(id: string, status: RunStatus, queuedBy: ProcessIdentity | null): void;
  finish(id: string, summary: unknown): void;
  fail(id: string, error: ErrorMessage): void;
};

/** The table of runs. Deleted ones are not there, except for `find`. */
export function runTable(db: Database): RunReads & RunWrites {
  const withFigures = figuresReader(db);
  const byId = db.prepare<[string], RunRowWithAttempts>(`${selectRuns} WHERE id = ?`);
  const idsFrom = db.prepare<[string, string], { id: string }>(
    'SELECT id FROM runs WHERE substr(id, 1, length(?)) = ? AND deleted_at IS NULL ORDER BY id LIMIT 3',
  );
  const insertRow = db.prepare<[RunRow]>(
    `INSERT INTO runs (${columns}) VALUES (${columns.replaceAll(/\w+/g, (name) => `@${name}`)})`,
  );
  const annotate = db.prepare<[string, string, string, string]>(
    'UPDATE runs SET name = ?, tags = ?, notes = ? WHERE id = ?',
  );
  const updateStatus = db.prepare<[{ id: string; status: string; finishedAt: string | null; queuedBy: string | null }]>(
    'UPDATE runs SET status = @status, finished_at = @finishedAt, queued_by = @queuedBy WHERE id = @id',
  );
  const updateIdentity = db.prepare<[string, string, string]>('UPDATE runs SET identity = ?, inputs = ? WHERE id = ?');
  const selectQueuedBy = db.prepare<[string], string | null>('SELECT queued_by FROM runs WHERE id = ?').pluck();
  const selectActive = db
    .prepare<[], string>(
      "SELECT id FROM runs WHERE status IN ('running', 'paused', 'queued') AND deleted_at IS NULL ORDER BY created_at",
    )
    .pluck();
  const latestBetween = db
    .prepare<[string, string], string | null>('SELECT max(created_at) FROM runs WHERE created_at BETWEEN ? AND ?')
    .pluck();
  const updateOutcome = db.prepare<[{ id: string; summary: string | null; error: string | null }]>(
    'UPDATE runs SET summary = @summary, error = @error WHERE id = @id',
  );

  const selectStamps = db
    .prepare<[], [id: string, stamp: string]>(
      `SELECT id, concat_ws(char(0), status, name, tags, notes, finished_at,
         (SELECT count(*) FROM attempts WHERE run_id = runs.id))
       FROM runs WHERE deleted_at IS NULL`,
    )
    .raw();

  function resolve(id: string): string {
    if (byId.get(id)?.deleted_at === null) return id;
    const found = id === '' ? [] : idsFrom.all(id, id);
    const [only, another] = found;
    if (!only) throw new LabError('not-found', `There is no run ${id}.`, 'See `lab runs` for the runs there are.');
    if (!another) return only.id;
    const examples = found.map((row) => row.id).join(', ');
    throw new LabError('bad-input', `Several runs begin with ${id}: ${examples}.`, 'Give more letters of the id.');
  }

  /** Now, or just after what was created in the same moment: the order of times is the order of creation. */
  function momentOfCreation(): string {
    const time = Date.now();
    // A run from a clock that was far ahead holds back nobody.
    const latest = latestBetween.get(isoTime(time), isoTime(time + 60_000));
    return isoTime(latest === null || latest === undefined ? time : Date.parse(latest) + 1);
  }

  function getRun(id: string): RunRecord {
    const run = readRow(byId.get(resolve(id))!);
    if (!isUnreadable(run)) return withFigures([run])[0]!;
    throw new LabError('store', `Run ${run.id} can't be read. ${run.problem}`, 'It can only be deleted.');
  }

  function select(filter: RunFilter): RunRowWithAttempts[] {
    const conditions = conditionsOf(filter);
    const where = conditions.map(({ sql }) => sql).join(' AND ');
    const statement = db.prepare<unknown[], RunRowWithAttempts>(
      `${selectRuns} WHERE ${where} ORDER BY created_at DESC, rowid DESC LIMIT ?`,
    );
    return statement.all(...conditions.flatMap(({ values }) => values), filter.limit ?? -1);
  }

  function setStatus(id: string, status: RunStatus, queuedBy: ProcessIdentity | null = null): void {
    const ended = status === 'cancelled' || status === 'done' || status === 'failed';
    updateStatus.run({ id: resolve(id), status, finishedAt: ended ? now() : null, queuedBy: formatJson(queuedBy) });
  }

  return {
    resolve,
    find(id) {
      const row = byId.get(id);
      const run = row && readRow(row);
      return run && !isUnreadable(run) ? { run, deleted: row.deleted_at !== null } : undefined;
    },
    activeIds: () => selectActive.all(),
    statusOf: (id) => byId.get(id)!.status,
    stamps: () => new Map(selectStamps.all()),
    queuedBy(id) {
      const json = selectQueuedBy.get(id) ?? null;
      return json === null ? null : processIdentitySchema.parse(JSON.parse(json));
    },
    getRun,
    listRuns: (filter = {}) => withFigures(select(filter).map(readRow).filter(isReadable)),
    listUnreadable: (filter = {}) => select(filter).map(readRow).filter(isUnreadable),
    insert: (run) => insertRow.run(toRow(run)),
    createRun(run, queuedBy) {
      let id = makeId();
      while (byId.get(id)) id = makeId();
      const record = newRecord(run, id, momentOfCreation());
      insertRow.run(toRow(record));
      setStatus(id, 'queued', queuedBy);
      return record;
    },
    annotateRun(id: string, notes: RunNotes) {
      const run = getRun(id);
      annotate.run(notes.name ?? run.name, JSON.stringify(notes.tags ?? run.tags), notes.notes ?? run.notes, run.id);
    },
    identifyRun: (id: string, { identity, inputs }: RunIdentity) =>
      void updateIdentity.run(identity, JSON.stringify(inputs), resolve(id)),
    setStatus,
    finish(id, summary) {
      setStatus(id, 'done');
      updateOutcome.run({ id, summary: JSON.stringify(summary), error: null });
    },
    fail(id, error) {
      setStatus(id, 'failed');
      updateOutcome.run({ id, summary: null, error: JSON.stringify(error) });
    },
  };
}
