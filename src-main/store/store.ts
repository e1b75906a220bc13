import type { z } from 'zod';
import type { GradientRecord } from '../../src-shared/gradient-records.ts';
import type { RunCurve, RunFilter } from '../../src-shared/api/runs.ts';
import type { RunConfig } from '../../src-shared/run-config.ts';
import type { ErrorMessage } from '../../src-shared/errors.ts';
import type { Provenance } from '../../src-shared/provenance.ts';
import type {
  AdaptSummary,
  Attempt,
  BatchRecord,
  EpochRecord,
  LogEntry,
  LogLevel,
  PretrainRun,
  PretrainSummary,
  ProcessIdentity,
  RunRecord,
  RunStatus,
  ShiftRecord,
  ShiftSummary,
  SkippedImage,
  StepRecord,
  UnreadableRun,
} from '../../src-shared/records.ts';
import type { Checkpoint } from './checkpoint.ts';

export type JsonValue = z.core.util.JSONType;

interface NewRunFields {
  readonly method: string;
  /** Name in tables; the method's name and what sets it apart. */
  readonly name: string;
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
  readonly identity?: RunIdentity;
  /** Sources of user-defined methods and corruptions, by their inputs of the run. */
  readonly sources?: Readonly<Record<string, Omit<RunSource, 'input'>>>;
}

/** The identity of a run, and the fingerprints of what it reads. */
export type RunIdentity = Pick<RunRecord, 'identity' | 'inputs'>;

/** The text of a user's own method or corruption, and the file that it was in. */
export interface RunSource {
  /** Under what name its fingerprint is among the inputs of the run: `method`, `corruption.<id>`. */
  readonly input: string;
  readonly file: string;
  readonly source: string;
}

/** As it is kept with a run. */
export interface KeptSource extends RunSource {
  /** Whether it comes from this lab's own folders; that of a bundle is there to be read. */
  readonly own: boolean;
}

/** A run to be queued. */
export type NewRun = NewRunFields &
  (
    | { readonly kind: 'adapt'; readonly config: RunConfig }
    | { readonly kind: 'pretrain'; readonly config: PretrainRun['config'] }
  );

export type NewShift = Omit<ShiftRecord, 'status' | 'summary'>;

/** `another`: a live process of this host; `unknown`: one of another host, which may be gone. */
export type Holder = 'this' | 'another' | 'unknown' | 'nobody';

export interface RunNotes {
  readonly name?: string;
  readonly tags?: readonly string[];
  readonly notes?: string;
}

/** A stream with its batches. */
export interface MeasuredShift {
  readonly shift: ShiftRecord;
  readonly batches: readonly BatchRecord[];
}

/** A run with what it measured: what tables are made of. */
export interface MeasuredRun {
  readonly run: RunRecord;
  readonly shifts: readonly MeasuredShift[];
  readonly epochs: readonly EpochRecord[];
}

/** The place after the last batch and step of a run. */
export interface RowsEnd {
  /** Attempts so far: a further one begins with a rewind to the checkpoint. */
  readonly attempts: number;
  /** Position of the last stream with batches, and its next batch. */
  readonly shift: number;
  readonly batch: number;
  /** The next step of a pre-training. */
  readonly step: number;
}

/** Everything stored about one run. */
export interface RunContents extends MeasuredRun {
  readonly shifts: readonly (MeasuredShift & {
    /** Packed records of its images, where they are kept. */
    readonly images?: Uint8Array;
    /** How much they counted for the method, where it selects or weighs images. */
    readonly weights?: Float32Array;
  })[];
  readonly attempts: readonly Attempt[];
  readonly gradients: readonly GradientRecord[];
  readonly steps: readonly StepRecord[];
  readonly skipped: readonly SkippedImage[];
  readonly log: readonly LogEntry[];
  readonly checkpoint: Checkpoint | undefined;
  /** Of a run with a method or corruptions of somebody's own. */
  readonly sources?: readonly RunSource[];
}

/**
 * The record of all runs. Calls are synchronous and each is one transaction: when it returns, it is stored; when it
 * throws, nothing of it is. Several processes may hold the same store; a writer waits for the other.
 *
 * A job goes: `createRun` → `startRun` → `rewindToCheckpoint` (undefined: from the start) → per shift `startShift`,
 * then `appendBatches` and, now and then, `saveCheckpoint` → `finishShift`, then `saveCheckpoint` with the next
 * position → `finishRun`, `failRun` or `setStatus`. Rows are written before the checkpoint that counts them: what lies
 * after the latest checkpoint is dropped and computed again on resume, so nothing is lost or counted twice.
 *
 * Unless said otherwise a run is given by its id or an unambiguous beginning of it, and every call throws LabError
 * `not-found` (no such run), `bad-input` (ambiguous id), `no-space` (disk full; everything stored before is kept) or
 * `store` (database locked for too long, damaged, or not writable).
 */
export interface Store {
  /** The database file. */
  readonly path: string;
  /** Notices on opening it, e.g. that a damaged file was put aside; one sentence each. */
  readonly notices: readonly string[];
  /** Whether nothing can be stored, since the folder or its disk is read-only. */
  readonly readOnly: boolean;

  /** Adds a run with status `queued`; its id is made here. */
  createRun(run: NewRun): RunRecord;
  getRun(id: string): RunRecord;
  /** Newest first; without those that can't be read. */
  listRuns(filter?: RunFilter): RunRecord[];
  /** The runs that can't be read, among those that a filter asks for. */
  listUnreadable(filter?: RunFilter): UnreadableRun[];
  /** A run by its full id; undefined when it isn't there, or can't be read. */
  findRun(id: string): RunRecord | undefined;
  /** Stores the identity of a run. */
  identifyRun(id: string, identity: RunIdentity): void;
  /** Changes what the user wrote about a run. */
  annotateRun(id: string, notes: RunNotes): void;
  /**
   * Takes runs out of sight: no call but `restoreRuns` finds them from now on. All of them or none; returns their ids.
   * @throws LabError `bad-input` when one is under way or queued
   */
  deleteRuns(ids: readonly string[]): string[];
  /** Brings deleted runs back, given by their full ids; returns those that were there. */
  restoreRuns(ids: readonly string[]): RunRecord[];
  /**
   * Removes for good what was deleted before a time and on none of some days (YYYY-MM-DD), with everything about it;
   * returns how many runs.
   */
  purgeDeletedRuns(before: Date, exceptOn?: readonly string[]): number;
  /** Who works on a run, or has it in a queue. */
  holderOf(id: string): Holder;
  /** Ids of runs under way or queued that are not in the hands of this process. */
  runsElsewhere(): string[];

  /**
   * Marks a run as `running` in this process (or `owner`) and records where and with what; clears an earlier error.
   * @throws LabError `bad-input` when a live process already works on it.
   */
  startRun(id: string, provenance: Provenance, owner?: ProcessIdentity): void;
  /** For changes of status without a result: `queued`, `paused`, `interrupted`, `cancelled`, and `running` after a pause. */
  setStatus(id: string, status: Exclude<RunStatus, 'done' | 'failed'>): void;
  /** Status `done`; the checkpoint is no longer needed and removed. */
  finishRun(id: string, summary: AdaptSummary | PretrainSummary): void;
  /** Status `failed`; the checkpoint stays, so that the run can be resumed once the cause is gone. */
  failRun(id: string, error: ErrorMessage): void;
  /**
   * Sets `interrupted` for runs left `queued`, `running` or `paused` by a process of this host that is gone, and returns
   * them.
   */
  markInterruptedRuns(): RunRecord[];

  /** Starts a stream, or starts it again (its earlier batches are dropped). */
  startShift(id: string, shift: NewShift): void;
  /** Adds finished batches; a batch already there is replaced. */
  appendBatches(id: string, position: number, batches: readonly BatchRecord[]): void;
  /**
   * Adds packed records of the images of finished batches (`image-records.ts`).
   * @param weights how much each of them counted for the method, where it selects or weighs images
   */
  appendImages(id: string, position: number, records: Uint8Array, weights?: Float32Array): void;
  /** Adds what a batch did to the parameters; one already there is replaced. */
  putGradients(id: string, record: GradientRecord): void;
  finishShift(id: string, position: number, summary: ShiftSummary): void;

  /**
   * Replaces the checkpoint of a run and adds `batches` to the shift `position` (not to the checkpoint's, which may be
   * the next one already) in one transaction that survives power loss.
   */
  saveCheckpoint(
    id: string,
    checkpoint: Checkpoint,
    finished?: { readonly position: number; readonly batches: readonly BatchRecord[] },
  ): void;
  loadCheckpoint(id: string): Checkpoint | undefined;
  hasCheckpoint(id: string): boolean;
  /**
   * Drops all batches, shifts, steps and epochs that the checkpoint does not count and returns it. Without a checkpoint
   * everything measured is dropped and undefined returned: the run starts from the beginning.
   */
  rewindToCheckpoint(id: string): Checkpoint | undefined;

  /** Adds points to the loss curve of a pre-training run. */
  appendSteps(id: string, steps: readonly StepRecord[]): void;
  /** Adds an epoch of a pre-training run. One marked `isBest` takes the mark from earlier ones. */
  recordEpoch(id: string, epoch: EpochRecord): void;
  /** Notes images that could not be read; the same path is kept once. */
  recordSkipped(id: string, images: readonly SkippedImage[]): void;
  /** Adds an entry with the time of now, and returns it. */
  log(id: string, level: LogLevel, text: string): LogEntry;

  attemptsOf(id: string): Attempt[];
  shiftsOf(id: string): ShiftRecord[];
  batchesOf(id: string, position: number): BatchRecord[];
  /** Packed records of the images of a stream, in its order; empty where the run keeps none. */
  imagesOf(id: string, position: number): Uint8Array;
  /**
   * How much the images of a stream counted for the method, 0 for those that it left out; up to the last one that it adapted to.
   * Empty for a method that neither selects nor weighs images.
   */
  weightsOf(id: string, position: number): Float32Array;
  /** Records of parameter updates, in the order of batches; empty without records. */
  gradientsOf(id: string): GradientRecord[];
  /** All batches and steps of a run as columns, what curves are drawn from. */
  curveOf(id: string): RunCurve;
  /** Where the rows of a run end now. */
  rowsEnd(id: string): RowsEnd;
  /** The batches and steps that were added after a place, for those who know the ones before. */
  rowsSince(id: string, end: RowsEnd): RunCurve;
  epochsOf(id: string): EpochRecord[];
  stepsOf(id: string): StepRecord[];
  skippedOf(id: string): SkippedImage[];
  logOf(id: string): LogEntry[];

  readMeasured(id: string): MeasuredRun;
  /** The user-defined sources that a run computes with. */
  sourcesOf(id: string): KeptSource[];
  /** Everything about a run, for a bundle. */
  readContents(id: string): RunContents;
  /**
   * Adds a run from another store under its own id. A run that was being worked on there arrives as `interrupted`.
   * @returns false when the same run (id, time and configuration) is here already; nothing is changed then.
   * @throws LabError `bad-input` when another run has that id.
   */
  addContents(contents: RunContents): boolean;
  /**
   * Puts a later state of a stored run in its place, e.g. once it was finished elsewhere; its name, tags and notes stay.
   * @throws LabError `bad-input` when a process works on the stored run, or it is a run with another configuration
   */
  replaceContents(contents: RunContents): void;

  /** A value that was written under this key; null where none was. */
  readValue(key: string): JsonValue;
  /** Keeps a value, e.g. the settings, in place of an earlier one; null removes it. */
  writeValue(key: string, value: JsonValue): void;

  /** By id, a text for each run that is not deleted: another one when its record has changed. */
  runStamps(): Map<string, string>;
  /** A number that changes when another process has written to the store. */
  changeCount(): number;
  /** Copies the store into a folder unless that was done today; see `backUp`. */
  backUp(folder: string): Promise<string | null>;

  /** Writes everything to the main database file and releases it. */
  close(): void;
}
