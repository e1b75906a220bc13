import type { Database } from 'better-sqlite3';
import type { EpochRecord, StepRecord } from '../../src-shared/records.ts';
import { storedJson } from './stored-json.ts';

/** An epoch as it is stored. */
type EpochRow = Omit<EpochRecord, 'accuracy' | 'isBest' | 'taskLosses'> & {
  readonly accuracy: string;
  readonly isBest: number;
  readonly taskLosses: string | null;
};

const finiteOrNull = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

const toEpoch = ({ accuracy, isBest, taskLosses, ...row }: EpochRow): EpochRecord => ({
  ...row,
  ...(taskLosses === null
    ? {}
    : { taskLosses: storedJson(taskLosses, `losses of epoch ${row.epoch + 1}`) as (number | null)[] }),
  accuracy: storedJson(accuracy, `accuracies of epoch ${row.epoch + 1}`) as EpochRecord['accuracy'],
  isBest: isBest === 1,
});

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
  const replaceEpoch = db.prepare<[EpochRow & { readonly runId: string }]>(
    `INSERT OR REPLACE INTO epochs (run_id, epoch, mean_loss, accuracy, seconds, is_best, task_losses)
     VALUES (@runId, @epoch, @meanLoss, @accuracy, @seconds, @isBest, @taskLosses)`,
  );
  const replaceStep = db.prepare<[string, number, number | null]>('INSERT OR REPLACE INTO steps VALUES (?, ?, ?)');
  const dropEpochs = db.prepare<[string, number]>('DELETE FROM epochs WHERE run_id = ? AND epoch >= ?');
  const dropSteps = db.prepare<[string, number]>('DELETE FROM steps WHERE run_id = ? AND step >= ?');
  const selectEpochs = db.prepare<[string], EpochRow>(
    `SELECT epoch, mean_loss AS meanLoss, accuracy, seconds, is_best AS isBest, task_losses AS taskLosses
     FROM epochs WHERE run_id = ? ORDER BY epoch`,
  );
  const selectSteps = db.prepare<[string, number], StepRecord>(
    'SELECT step, loss FROM steps WHERE run_id = ? AND step >= ? ORDER BY step',
  );
  const selectNextStep = db
    .prepare<[string], number>('SELECT coalesce(max(step) + 1, 0) FROM steps WHERE run_id = ?')
    .pluck();

  return {
    putEpoch(runId, { isBest, taskLosses, ...epoch }) {
      if (isBest) unmarkBest.run(runId);
      const [meanLoss, accuracy] = [finiteOrNull(epoch.meanLoss), JSON.stringify(epoch.accuracy)];
      const losses = taskLosses === undefined ? null : JSON.stringify(taskLosses);
      replaceEpoch.run({ ...epoch, runId, meanLoss, accuracy, isBest: isBest ? 1 : 0, taskLosses: losses });
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
