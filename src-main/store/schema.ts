import type { Migration } from './migrations.ts';

/**
 * The tables of the store. A version once released is never edited: a change is a new entry at the end.
 * Values that are read as a whole (configuration, summaries, diagnostics) are JSON; what is searched or summed is a column.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
      CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        group_name TEXT,
        method TEXT NOT NULL,
        name TEXT NOT NULL,
        status TEXT NOT NULL,
        config TEXT NOT NULL,
        config_hash TEXT NOT NULL,
        created_at TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        error TEXT,
        summary TEXT,
        tags TEXT NOT NULL,
        notes TEXT NOT NULL
      ) STRICT;
      CREATE INDEX runs_by_time ON runs (created_at);
      CREATE INDEX runs_by_config ON runs (config_hash);

      CREATE TABLE attempts (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        pid INTEGER NOT NULL,
        host TEXT NOT NULL,
        start_token TEXT NOT NULL,
        provenance TEXT NOT NULL,
        PRIMARY KEY (run_id, ordinal)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE shifts (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        position INTEGER NOT NULL,
        corruption TEXT NOT NULL,
        severity INTEGER NOT NULL,
        image_count INTEGER NOT NULL,
        batch_count INTEGER NOT NULL,
        fingerprint TEXT NOT NULL,
        status TEXT NOT NULL,
        summary TEXT,
        PRIMARY KEY (run_id, position)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE batches (
        run_id TEXT NOT NULL,
        shift_position INTEGER NOT NULL,
        batch_index INTEGER NOT NULL,
        size INTEGER NOT NULL,
        correct1 INTEGER NOT NULL,
        correct5 INTEGER NOT NULL,
        adapted INTEGER NOT NULL,
        compute_seconds REAL NOT NULL,
        load_seconds REAL NOT NULL,
        diagnostics TEXT NOT NULL,
        PRIMARY KEY (run_id, shift_position, batch_index),
        FOREIGN KEY (run_id, shift_position) REFERENCES shifts (run_id, position) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE checkpoints (
        run_id TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
        position INTEGER NOT NULL,
        next_index INTEGER NOT NULL,
        progress TEXT NOT NULL
      ) STRICT;

      CREATE TABLE checkpoint_tensors (
        run_id TEXT NOT NULL REFERENCES checkpoints ON DELETE CASCADE,
        name TEXT NOT NULL,
        dtype TEXT NOT NULL,
        shape TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (run_id, name)
      ) STRICT;

      CREATE TABLE epochs (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        epoch INTEGER NOT NULL,
        mean_loss REAL,
        accuracy TEXT NOT NULL,
        seconds REAL NOT NULL,
        is_best INTEGER NOT NULL,
        PRIMARY KEY (run_id, epoch)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE steps (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        step INTEGER NOT NULL,
        loss REAL,
        PRIMARY KEY (run_id, step)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE skipped (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        path TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (run_id, path)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE log (
        entry INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        time TEXT NOT NULL,
        level TEXT NOT NULL,
        text TEXT NOT NULL
      ) STRICT;
      CREATE INDEX log_by_run ON log (run_id);
    `,
  },
  {
    version: 2,
    // `queued_by`: the process in whose queue a run waits, as JSON.
    sql: `
      ALTER TABLE runs ADD COLUMN deleted_at TEXT;
      ALTER TABLE runs ADD COLUMN queued_by TEXT;
      CREATE TABLE key_values (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `,
  },
];
