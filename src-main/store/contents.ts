import { LabError } from '../../src-shared/errors.ts';
import type { RunStatus } from '../../src-shared/records.ts';
import type { MeasuredRun, RunContents } from './store.ts';
import type { Tables } from './tables.ts';

export function readMeasured({ runs, shifts, pretraining }: Tables, runId: string): MeasuredRun {
  return {
    run: runs.getRun(runId),
    shifts: shifts.all(runId).map((shift) => ({ shift, batches: shifts.batches(runId, shift.position) })),
    epochs: pretraining.epochs(runId),
  };
}

/** Reads everything about a run. */
export function readContents(tables: Tables, runId: string): RunContents {
  const { attempts, pretraining, checkpoints, journal } = tables;
  return {
    ...readMeasured(tables, runId),
    attempts: attempts.all(runId),
    steps: pretraining.steps(runId),
    skipped: journal.skipped(runId),
    log: journal.log(runId),
    checkpoint: checkpoints.get(runId),
  };
}

/** Nothing works here on a run that was queued or running elsewhere. */
const arrivesAs = (status: RunStatus): RunStatus =>
  status === 'queued' || status === 'running' || status === 'paused' ? 'interrupted' : status;

/** Adds a run with everything about it; false when the same run is there already; one that was deleted comes back. */
export function addContents(tables: Tables, contents: RunContents): boolean {
  const { runs, attempts, shifts, pretraining, checkpoints, journal, deletions } = tables;
  const { run } = contents;
  const known = runs.find(run.id);
  if (known) {
    if (known.run.configHash === run.configHash) return known.deleted && deletions.restore([run.id]).length > 0;
    throw new LabError('bad-input', `Another run with the id ${run.id} is stored here already.`);
  }
  runs.insert({ ...run, status: arrivesAs(run.status) });
  for (const attempt of contents.attempts) attempts.insert(run.id, attempt);
  for (const { shift, batches } of contents.shifts) {
    shifts.put(run.id, shift);
    shifts.putBatches(run.id, shift.position, batches);
  }
  for (const epoch of contents.epochs) pretraining.putEpoch(run.id, epoch);
  pretraining.putSteps(run.id, contents.steps);
  journal.addSkipped(run.id, contents.skipped);
  for (const entry of contents.log) journal.addLog(run.id, entry);
  if (contents.checkpoint) checkpoints.replace(run.id, contents.checkpoint);
  return true;
}
