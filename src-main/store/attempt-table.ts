import type { Database } from 'better-sqlite3';
import type { Provenance } from '../../src-shared/provenance.ts';
import type { Attempt, ProcessIdentity } from '../../src-shared/records.ts';

interface AttemptRow {
  run_id: string;
  ordinal: number;
  started_at: string;
  pid: number;
  host: string;
  start_token: string;
  provenance: string;
}

function toRecord(row: AttemptRow): Attempt {
  return {
    ordinal: row.ordinal,
    startedAt: row.started_at,
    owner: { pid: row.pid, host: row.host, startToken: row.start_token },
    provenance: JSON.parse(row.provenance) as Provenance,
  };
}

export interface AttemptTable {
  /** Adds an attempt that starts now, and clears what an earlier one ended with. */
  start(runId: string, owner: ProcessIdentity, provenance: Provenance): void;
  insert(runId: string, attempt: Attempt): void;
  all(runId: string): Attempt[];
  count(runId: string): number;
}

/** The processes that worked on runs. */
export function attemptTable(db: Database): AttemptTable {
  const select = db.prepare<[string], AttemptRow>('SELECT * FROM attempts WHERE run_id = ? ORDER BY ordinal');
  const selectCount = db.prepare<[string], number>('SELECT count(*) FROM attempts WHERE run_id = ?').pluck();
  const count = (runId: string): number => selectCount.get(runId)!;
  const insertRow = db.prepare<[AttemptRow]>(
    'INSERT INTO attempts VALUES (@run_id, @ordinal, @started_at, @pid, @host, @start_token, @provenance)',
  );
  const markRunning = db.prepare<[string, string]>(
    `UPDATE runs SET status = 'running', started_at = coalesce(started_at, ?), finished_at = NULL, error = NULL,
       summary = NULL WHERE id = ?`,
  );

  function insert(runId: string, { ordinal, startedAt, owner, provenance }: Attempt): void {
    insertRow.run({
      run_id: runId,
      ordinal,
      started_at: startedAt,
      pid: owner.pid,
      host: owner.host,
      start_token: owner.startToken,
      provenance: JSON.stringify(provenance),
    });
  }
  return {
    insert,
    start(runId, owner, provenance) {
      const startedAt = new Date().toISOString();
      insert(runId, { ordinal: count(runId), startedAt, owner, provenance });
      markRunning.run(startedAt, runId);
    },
    all: (runId) => select.all(runId).map(toRecord),
    count,
  };
}
