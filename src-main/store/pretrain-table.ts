import type { Database } from 'better-sqlite3';
import type { EpochRecord, StepRecord } from '../../src-shared/records.ts';

interface EpochRow {
  run_id: string;
  epoch: number;
  mean_loss: number | null;
  accuracy: string;
  seconds: number;
  is_best: number;
}

const finiteOrNull = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

function toEpoch(row: EpochRow): EpochRecord {
  return {
    epoch: row.epoch,
    meanLoss: row.mean_loss,
    accuracy: JSON.parse(row.accuracy) as EpochRecord['accuracy'],
    seconds: row.seconds,
    isBest: row.is_best === 1,
  };
}

export interface PretrainTable {
  putEpoch(runId: string, epoch: EpochRecord): void;
  putSteps(runId: string, steps: readonly StepRecord[]): void;
  /** Drops epochs from `epoch` and steps from `step` on. */
  dropFrom(runId: string, epoch: number, step: number): void;
  epochs(runId: string): EpochRecord[];
  /** @param from the first of them, all by default */
  steps(runId: string, from?: number): StepRecord[];
  /** The step that comes next; 0 before the first. */
  nextStep(runId: string): number;
}

/** Loss curve and evaluations of MGG pre-training. */
export function pretrainTable(db: Database): PretrainTable {
  const unmarkBest = db.prepare<[string]>('UPDATE epochs SET is_best = 0 WHERE run_id = ?');
  const replaceEpoch = db.prepare<[EpochRow]>(
    'INSERT OR REPLACE INTO epochs VALUES (@run_id, @epoch, @mean_loss, @accuracy, @seconds, @is_best)',
  );
  const replaceStep = db.prepare<[string, number, number | null]>('INSERT OR REPLACE INTO steps VALUES (?, ?, ?)');
  const dropEpochs = db.prepare<[string, number]>('DELETE FROM epochs WHERE run_id = ? AND epoch >= ?');
  const dropSteps = db.prepare<[string, number]>('DELETE FROM steps WHERE run_id = ? AND step >= ?');
  const selectEpochs = db.prepare<[string], EpochRow>('SELECT * FROM epochs WHERE run_id = ? ORDER BY epoch');
  const selectSteps = db.prepare<[string, number], StepRecord>(
    'SELECT step, loss FROM steps WHERE run_id = ? AND step >= ? ORDER BY step',
  );
  const selectNextStep = db
    .prepare<[string], number>('SELECT coalesce(max(step) + 1, 0) FROM steps WHERE run_id = ?')
    .pluck();

  return {
    putEpoch(runId, { epoch, meanLoss, accuracy, seconds, isBest }) {
      if (isBest) unmarkBest.run(runId);
      replaceEpoch.run({
        run_id: runId,
        epoch,
        mean_loss: finiteOrNull(meanLoss),
        accuracy: JSON.stringify(accuracy),
        seconds,
        is_best: isBest ? 1 : 0,
      });
    },
    putSteps(runId, steps) {
      for (const { step, loss } of steps) replaceStep.run(runId, step, finiteOrNull(loss));
    },
    dropFrom(runId, epoch, step) {
      dropEpochs.run(runId, epoch);
      dropSteps.run(runId, step);
    },
    epochs: (runId) => selectEpochs.all(runId).map(toEpoch),
    steps: (runId, from = 0) => selectSteps.all(runId, from),
    nextStep: (runId) => selectNextStep.get(runId)!,
  };
}
