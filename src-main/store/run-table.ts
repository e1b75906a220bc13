import { randomInt } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { LabError, type ErrorMessage } from '../../src-shared/errors.ts';
import { hashConfig } from './config-hash.ts';
import type { ProcessIdentity, RunRecord, RunStatus } from '../../src-shared/records.ts';
import { figuresReader } from './figures-reader.ts';
import type { NewRun, RunFilter, RunNotes, Store } from './store.ts';

interface RunRow {
  id: string;
  kind: string;
  group_name: string | null;
  method: string;
  name: string;
  status: string;
  config: string;
  config_hash: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  error: string | null;
  summary: string | null;
  tags: string;
  notes: string;
}
type RunRowWithAttempts = RunRow & { deleted_at: string | null; attempts: number; provenance: string | null };

const columns =
  'id, kind, group_name, method, name, status, config, config_hash, created_at, started_at, finished_at, error, summary, tags, notes';
const select = `
  SELECT ${columns}, deleted_at,
    (SELECT count(*) FROM attempts WHERE run_id = runs.id) AS attempts,
    (SELECT provenance FROM attempts WHERE run_id = runs.id ORDER BY ordinal DESC LIMIT 1) AS provenance
  FROM runs`;

const parse = (json: string | null): unknown => (json === null ? null : JSON.parse(json));
const format = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));
const isoTime = (time: number): string => new Date(time).toISOString();
const now = () => isoTime(Date.now());

/** The JSON columns were validated when they were written. */
function toRecord(row: RunRowWithAttempts): RunRecord {
  return {
    id: row.id,
    kind: row.kind,
    group: row.group_name,
    method: row.method,
    name: row.name,
    status: row.status,
    config: parse(row.config),
    configHash: row.config_hash,
    provenance: parse(row.provenance),
    attempts: row.attempts,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    error: parse(row.error),
    summary: parse(row.summary),
    tags: parse(row.tags),
    notes: row.notes,
  } as RunRecord;
}

function toRow(run: RunRecord): RunRow {
  return {
    id: run.id,
    kind: run.kind,
    group_name: run.group,
    method: run.method,
    name: run.name,
    status: run.status,
    config: JSON.stringify(run.config),
    config_hash: run.configHash,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    error: format(run.error),
    summary: format(run.summary),
    tags: JSON.stringify(run.tags),
    notes: run.notes,
  };
}

/** Without letters and digits that are taken for one another. */
const idAlphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const makeId = () => Array.from({ length: 8 }, () => idAlphabet[randomInt(idAlphabet.length)]).join('');

function newRecord(run: NewRun, id: string, createdAt: string): RunRecord {
  const { kind, config, method, name, group, tags, notes } = run;
  return {
    id,
    kind,
    config,
    configHash: hashConfig(config),
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

/** SQL conditions and their values for what a filter asks. */
function conditionsOf(filter: RunFilter): { sql: string; values: unknown[] }[] {
  const { kind, group, name, method, status, tag, configHash, text } = filter;
  const equal: [string, string | undefined][] = [
    ['kind', kind],
    ['group_name', group],
    ['name', name],
    ['method', method],
    ['config_hash', configHash],
  ];
  const conditions: { sql: string; values: unknown[] }[] = [{ sql: 'deleted_at IS NULL', values: [] }];
  for (const [column, value] of equal) {
    if (value !== undefined) conditions.push({ sql: `${column} = ?`, values: [value] });
  }
  if (status) conditions.push({ sql: 'status IN (SELECT value FROM json_each(?))', values: [JSON.stringify(status)] });
  if (tag !== undefined)
    conditions.push({ sql: 'EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)', values: [tag] });
  if (text !== undefined) {
    const searched = "lower(id || ' ' || name || ' ' || method || ' ' || coalesce(group_name, '') || ' ' || notes)";
    conditions.push({ sql: `instr(${searched}, lower(?)) > 0`, values: [text] });
  }
  return conditions;
}

type RunReads = Pick<Store, 'getRun' | 'listRuns'> & {
  readonly stamps: Store['runStamps'];
  /** Full id of a run given by its id or an unambiguous beginning of it. */
  readonly resolve: (id: string) => string;
  /** A run by its full id, deleted or not. */
  readonly find: (id: string) => { readonly run: RunRecord; readonly deleted: boolean } | undefined;
  /** The process in whose queue a run waits. */
  readonly queuedBy: (id: string) => ProcessIdentity | null;
};
type RunWrites = Pick<Store, 'annotateRun'> & {
  /** Makes an id and adds the run as queued by a process. */
  createRun(run: NewRun, queuedBy: ProcessIdentity): RunRecord;
  insert(run: RunRecord): void;
  /** @param queuedBy the process in whose queue the run waits; null unless it does */
  setStatus(id: string, status: RunStatus, queuedBy: ProcessIdentity | null): void;
  finish(id: string, summary: unknown): void;
  fail(id: string, error: ErrorMessage): void;
};

/** The table of runs. Deleted ones are not there, except for \`find\`. */
export function runTable(db: Database): RunReads & RunWrites {
  const withFigures = figuresReader(db);
  const byId = db.prepare<[string], RunRowWithAttempts>(`${select} WHERE id = ?`);
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
  const selectQueuedBy = db.prepare<[string], string | null>('SELECT queued_by FROM runs WHERE id = ?').pluck();
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

  const getRun = (id: string) => withFigures([toRecord(byId.get(resolve(id))!)])[0]!;

  function setStatus(id: string, status: RunStatus, queuedBy: ProcessIdentity | null = null): void {
    const ended = status === 'cancelled' || status === 'done' || status === 'failed';
    updateStatus.run({ id: resolve(id), status, finishedAt: ended ? now() : null, queuedBy: format(queuedBy) });
  }

  return {
    resolve,
    find(id) {
      const row = byId.get(id);
      return row && { run: toRecord(row), deleted: row.deleted_at !== null };
    },
    stamps: () => new Map(selectStamps.all()),
    queuedBy: (id) => parse(selectQueuedBy.get(id) ?? null) as ProcessIdentity | null,
    getRun,
    listRuns(filter = {}) {
      const conditions = conditionsOf(filter);
      const where = conditions.map(({ sql }) => sql).join(' AND ');
      const statement = db.prepare<unknown[], RunRowWithAttempts>(
        `${select} WHERE ${where} ORDER BY created_at DESC, rowid DESC LIMIT ?`,
      );
      return withFigures(
        statement.all(...conditions.flatMap(({ values }) => values), filter.limit ?? -1).map(toRecord),
      );
    },
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
