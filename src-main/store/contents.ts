import type { RunCurve } from '../../src-shared/api/runs.ts';
import { canonicalJson } from '../../src-shared/canonical.ts';
import { LabError } from '../../src-shared/errors.ts';
import type { RunRecord, RunStatus } from '../../src-shared/records.ts';
import { addBatch, addShift, addStep, emptyCurve } from './curve-columns.ts';
import type { MeasuredRun, MeasuredShift, RowsEnd, RunContents } from './store.ts';
import type { Tables } from './tables.ts';

/** All batches and steps of a run as columns, with streams that have no batch yet. */
export function readCurve(tables: Tables, runId: string): RunCurve {
  const curve = emptyCurve(runId);
  for (const shift of tables.shifts.all(runId)) {
    addShift(curve, shift);
    for (const batch of tables.shifts.batches(runId, shift.position)) addBatch(curve, shift, batch);
  }
  for (const step of tables.pretraining.steps(runId)) addStep(curve, step);
  return curve;
}

/** Batches and steps of a run from a place on. */
export function readRowsSince({ shifts, pretraining }: Tables, runId: string, from: RowsEnd): RunCurve {
  const curve = emptyCurve(runId);
  const known = new Map(shifts.all(runId).map((shift) => [shift.position, shift]));
  for (const { position, batch } of shifts.batchesFrom(runId, from)) addBatch(curve, known.get(position)!, batch);
  for (const step of pretraining.steps(runId, from.step)) addStep(curve, step);
  return curve;
}

export function readMeasured({ runs, shifts, pretraining }: Tables, runId: string): MeasuredRun {
  return {
    run: runs.getRun(runId),
    shifts: shifts.all(runId).map((shift) => ({ shift, batches: shifts.batches(runId, shift.position) })),
    epochs: pretraining.epochs(runId),
  };
}

/** Reads everything about a run. */
export function readContents(tables: Tables, runId: string): RunContents {
  const { attempts, images, weights, gradients, pretraining, checkpoints, journal, sources } = tables;
  const kept = sources.of(runId).map(({ input, file, source }) => ({ input, file, source }));
  const measured = readMeasured(tables, runId);
  const withImages = (shift: MeasuredShift): RunContents['shifts'][number] => {
    const records = images.of(runId, shift.shift.position);
    const weighed = weights.of(runId, shift.shift.position);
    return {
      ...shift,
      ...(records.length > 0 && { images: records }),
      ...(weighed.length > 0 && { weights: weighed }),
    };
  };
  return {
    ...measured,
    shifts: measured.shifts.map(withImages),
    attempts: attempts.all(runId),
    gradients: gradients.all(runId),
    steps: pretraining.steps(runId),
    skipped: journal.skipped(runId),
    log: journal.log(runId),
    checkpoint: checkpoints.get(runId),
    ...(kept.length > 0 ? { sources: kept } : {}),
  };
}

/** Nothing works here on a run that was queued or running elsewhere. */
const arrivesAs = (status: RunStatus): RunStatus =>
  status === 'queued' || status === 'running' || status === 'paused' ? 'interrupted' : status;

function insert(tables: Tables, contents: RunContents): void {
  const { runs, attempts, shifts, images, weights, gradients, pretraining, checkpoints, journal, sources } = tables;
  const { run } = contents;
  runs.insert({ ...run, status: arrivesAs(run.status) });
  for (const attempt of contents.attempts) attempts.insert(run.id, attempt);
  for (const { shift, batches, images: records, weights: weighed } of contents.shifts) {
    shifts.put(run.id, shift);
    shifts.putBatches(run.id, shift.position, batches);
    if (records) images.append(run.id, shift.position, records);
    if (weighed) weights.append(run.id, shift.position, 0, weighed);
  }
  for (const record of contents.gradients) gradients.put(run.id, record);
  for (const epoch of contents.epochs) pretraining.putEpoch(run.id, epoch);
  pretraining.putSteps(run.id, contents.steps);
  journal.addSkipped(run.id, contents.skipped);
  for (const entry of contents.log) journal.addLog(run.id, entry);
  for (const source of contents.sources ?? []) sources.put(run.id, source, false);
  if (contents.checkpoint) checkpoints.replace(run.id, contents.checkpoint);
}

/** Ids are drawn at random: another run may have the same one. */
export const isSameRun = (a: RunRecord, b: RunRecord): boolean =>
  a.id === b.id && a.createdAt === b.createdAt && canonicalJson(a.config) === canonicalJson(b.config);

/** Adds a run with everything about it; false when the same run is there already; one that was deleted comes back. */
export function addContents(tables: Tables, contents: RunContents): boolean {
  const { run } = contents;
  const known = tables.runs.find(run.id);
  if (known) {
    if (isSameRun(known.run, run)) return known.deleted && tables.deletions.restore([run.id]).length > 0;
    throw new LabError('bad-input', `Another run with the id ${run.id} is stored here already.`);
  }
  insert(tables, contents);
  return true;
}

/** Puts a later state of a stored run in its place; what the user wrote about the run here stays. */
export function replaceContents(tables: Tables, contents: RunContents): void {
  const { name, group, tags, notes } = tables.runs.getRun(contents.run.id);
  tables.deletions.erase(contents.run.id);
  insert(tables, { ...contents, run: { ...contents.run, name, group, tags, notes } });
}
