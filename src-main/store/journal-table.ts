import type { Database } from 'better-sqlite3';
import type { LogEntry, SkippedImage } from '../../src-shared/records.ts';

export interface JournalTable {
  addSkipped(runId: string, images: readonly SkippedImage[]): void;
  skipped(runId: string): SkippedImage[];
  addLog(runId: string, entry: LogEntry): void;
  log(runId: string): LogEntry[];
}

/** Events beside the measurements: images left out, and the log. */
export function journalTable(db: Database): JournalTable {
  const insertSkipped = db.prepare<[string, string, string]>('INSERT OR IGNORE INTO skipped VALUES (?, ?, ?)');
  const selectSkipped = db.prepare<[string], SkippedImage>(
    'SELECT path, reason FROM skipped WHERE run_id = ? ORDER BY path',
  );
  const insertLog = db.prepare<[string, string, string, string]>(
    'INSERT INTO log (run_id, time, level, text) VALUES (?, ?, ?, ?)',
  );
  const selectLog = db.prepare<[string], LogEntry>('SELECT time, level, text FROM log WHERE run_id = ? ORDER BY entry');

  return {
    addSkipped(runId, images) {
      for (const { path, reason } of images) insertSkipped.run(runId, path, reason);
    },
    skipped: (runId) => selectSkipped.all(runId),
    addLog: (runId, { time, level, text }) => insertLog.run(runId, time, level, text),
    log: (runId) => selectLog.all(runId),
  };
}
