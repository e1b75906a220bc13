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
  {
    version: 3,
    // Summaries say how many images were predicted. A shift of which none could be read counted as 0 % before.
    sql: `
      UPDATE shifts SET summary = json_set(summary, '$.images', (
        SELECT coalesce(sum(size), 0) FROM batches WHERE run_id = shifts.run_id AND shift_position = shifts.position
      )) WHERE summary IS NOT NULL;
      UPDATE shifts SET summary = json_set(summary, '$.top1', NULL, '$.top5', NULL, '$.ece', NULL)
        WHERE summary ->> '$.images' = 0;

      CREATE TEMP TABLE remeasured AS
        SELECT run_id, avg(summary ->> '$.top1') AS top1, avg(summary ->> '$.top5') AS top5,
          avg(summary ->> '$.ece') AS ece, sum(summary ->> '$.images') AS images,
          min(summary ->> '$.images') AS fewest, sum(summary ->> '$.skipped') AS skipped
        FROM shifts WHERE summary IS NOT NULL GROUP BY run_id;
      UPDATE runs SET summary = json_set(runs.summary,
          '$.averageTop1', remeasured.top1, '$.averageTop5', remeasured.top5, '$.averageEce', remeasured.ece)
        FROM remeasured
        WHERE runs.id = run_id AND kind = 'adapt' AND runs.summary IS NOT NULL AND fewest = 0;
      UPDATE runs SET summary = json_set(runs.summary, '$.images', images, '$.imagesPerSecond',
          CASE WHEN images > 0 THEN 1.0 * images / nullif(runs.summary ->> '$.computeSeconds', 0.0) END)
        FROM remeasured
        WHERE runs.id = run_id AND kind = 'adapt' AND runs.summary IS NOT NULL AND skipped > 0;
      DROP TABLE remeasured;
    `,
  },
  {
    version: 4,
    // Each start looks for runs whose process is gone, among few that are under way in thousands that are not.
    sql: 'CREATE INDEX runs_by_status ON runs (status);',
  },
  {
    version: 5,
    // Runs are matched by identity. Where it is blank, the lab computes it (`identity/`).
    sql: `
      DROP INDEX runs_by_config;
      ALTER TABLE runs DROP COLUMN config_hash;
      ALTER TABLE runs ADD COLUMN identity TEXT NOT NULL DEFAULT '';
      ALTER TABLE runs ADD COLUMN inputs TEXT NOT NULL DEFAULT '{}';
      CREATE INDEX runs_by_identity ON runs (identity);
    `,
  },
  {
    version: 6,
    // `data`: packed records, several images in a row.
    sql: `
      CREATE TABLE image_records (
        entry INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        shift_position INTEGER NOT NULL,
        data BLOB NOT NULL,
        FOREIGN KEY (run_id, shift_position) REFERENCES shifts (run_id, position) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX image_records_by_shift ON image_records (run_id, shift_position);
    `,
  },
  {
    version: 7,
    // Sources of user-defined code in runs. `own`: it comes from this lab's folders, so the lab may run it.
    sql: `
      CREATE TABLE method_sources (
        run_id TEXT PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
        file TEXT NOT NULL,
        source TEXT NOT NULL,
        own INTEGER NOT NULL
      ) STRICT;
    `,
  },
  {
    version: 8,
    // RDumb's own interval of resets is that of all methods, as in `upgradeConfig`; its usual one goes without saying.
    sql: `
      UPDATE runs SET identity = CASE config ->> '$.options.resetEvery' WHEN 1000 THEN identity ELSE '' END,
          config = json_remove(json_set(config, '$.resetEvery', coalesce(config ->> '$.resetEvery',
            nullif(config ->> '$.options.resetEvery', 1000))), '$.options.resetEvery')
        WHERE kind = 'adapt' AND method = 'rdumb' AND json_valid(config)
          AND json_type(config, '$.options.resetEvery') IS NOT NULL;
    `,
  },
  {
    version: 9,
    // Where the numbers of a run come from that was made elsewhere, and what is known of it, as JSON.
    sql: 'ALTER TABLE runs ADD COLUMN external TEXT;',
  },
  {
    version: 10,
    // Effects on the parameters of the batches that a run records, as JSON.
    sql: `
      CREATE TABLE gradient_records (
        run_id TEXT NOT NULL,
        shift_position INTEGER NOT NULL,
        batch_index INTEGER NOT NULL,
        data TEXT NOT NULL,
        PRIMARY KEY (run_id, shift_position, batch_index),
        FOREIGN KEY (run_id, shift_position) REFERENCES shifts (run_id, position) ON DELETE CASCADE
      ) STRICT;
    `,
  },
  {
    version: 11,
    // How much images counted for a method that selects or weighs them, packed (`image-weights.ts`), beside their records.
    sql: `
      CREATE TABLE image_weights (
        entry INTEGER PRIMARY KEY,
        run_id TEXT NOT NULL,
        shift_position INTEGER NOT NULL,
        images INTEGER NOT NULL,
        data BLOB NOT NULL,
        FOREIGN KEY (run_id, shift_position) REFERENCES shifts (run_id, position) ON DELETE CASCADE
      ) STRICT;
      CREATE INDEX image_weights_by_shift ON image_weights (run_id, shift_position);
    `,
  },
  {
    version: 12,
    // User-defined sources of a run, by the inputs of its identity: a method, and any number of corruptions.
    sql: `
      CREATE TABLE run_sources (
        run_id TEXT NOT NULL REFERENCES runs ON DELETE CASCADE,
        input TEXT NOT NULL,
        file TEXT NOT NULL,
        source TEXT NOT NULL,
        own INTEGER NOT NULL,
        PRIMARY KEY (run_id, input)
      ) STRICT;
      INSERT INTO run_sources SELECT run_id, 'method', file, source, own FROM method_sources;
      DROP TABLE method_sources;
    `,
  },
  {
    version: 13,
    // Mean loss of each task of a pre-training with several, as JSON.
    sql: 'ALTER TABLE epochs ADD COLUMN task_losses TEXT;',
  },
];
