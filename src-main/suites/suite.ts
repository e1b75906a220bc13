import type { SuiteFamily } from '../../src-shared/api/lab.ts';
import type { Metric } from '../../src-shared/metrics/metrics.ts';
import type { PretrainConfigInput } from '../../src-shared/pretrain-config.ts';
import type { AdaptRun, BatchRecord, ShiftRecord } from '../../src-shared/records.ts';
import type { CheckpointId } from '../../src-shared/published/checkpoints.ts';
import type { RunConfigInput } from '../../src-shared/run-config.ts';

/** Source of the numbers of a suite. A run that is under way has summaries of the streams that it has finished. */
export interface RunResult {
  readonly run: AdaptRun;
  readonly shifts: readonly ShiftRecord[];
  /** Batches of the stream at this position. */
  readonly batchesOf: (position: number) => readonly BatchRecord[];
}

export interface SuiteRow {
  readonly id: string;
  readonly label: string;
  /** Id of its method. */
  readonly method: string;
}

export interface SuiteColumn {
  readonly id: string;
  readonly label: string;
  /** Heads neighbouring columns; null for none. */
  readonly group: string | null;
  readonly higherIsBetter: boolean;
  /** False where its rows measure different things, so that none of them is the best. */
  readonly isRanked?: false;
  /** Measured quantity and its unit, as files call them. */
  readonly unit: string;
  /** The number of one run, in percent or seconds; null while it is not there yet. */
  readonly read: (result: RunResult) => number | null;
  /** Reads another metric of the same streams, where the column is one of accuracy. */
  readonly readMetric?: (metric: Metric, result: RunResult) => number | null;
  /** Columns of other runs whose mean this one shows; it then has no runs of its own. */
  readonly meanOf?: readonly string[];
}

/** The pre-training of a generator that runs of a suite use. */
export interface PlannedPretraining {
  readonly name: string;
  readonly config: PretrainConfigInput;
}

/** A run of a suite, and the cells that it fills. */
export interface PlannedRun {
  readonly row: string;
  readonly columns: readonly string[];
  readonly name: string;
  readonly config: RunConfigInput;
  /** Has to be done before; several runs may share it. */
  readonly pretraining?: PlannedPretraining;
  /** Whether a stored run of this configuration has all that is wanted of it; any by default. */
  readonly fits?: (run: AdaptRun) => boolean;
}

export interface SuiteChoices {
  /** Corruptions that its runs meet. */
  readonly corruptions: readonly string[];
  /** Images per stream if nothing else is chosen; null for all, and where its runs differ in it. */
  readonly images: number | null;
}

/** A number printed for a cell of a table, and the run that would repeat it. */
export interface PrintedCell {
  /** In the unit of the column. */
  readonly value: number;
  /** Where it stands. */
  readonly source: string;
  readonly config: RunConfigInput;
  readonly checkpoint: CheckpointId | null;
  /** Images of each shift. */
  readonly images: number;
}

/** Runs that are planned, queued and given to clusters together. */
export interface RunSet {
  readonly id: string;
  readonly title: string;
  /** One sentence each. */
  readonly notes: readonly string[];
  /** The runs for one seed. Sets may share runs, which are matched by identity. */
  readonly plan: (seed: number) => readonly PlannedRun[];
  /** Kind of the set, where it is no suite. */
  readonly kind?: 'sweep';
  /** Distinguishes sets of the same id. */
  readonly variant?: string;
}

/** A ready-made set of runs whose numbers make a table, and a curve where the columns are numbers. */
export interface Suite extends RunSet {
  readonly family: SuiteFamily;
  readonly about: string;
  readonly rows: readonly SuiteRow[];
  readonly columns: readonly SuiteColumn[];
  /** The published value of a cell, or null. It is shown beside runs of its protocol only. */
  readonly published: (row: string, column: string) => PrintedCell | null;
  readonly defaultSeeds: readonly number[];
  /** Of the whole suite, in one that was made smaller. */
  readonly choices?: SuiteChoices;
  /** Metric of its columns where it is not accuracy. */
  readonly metric?: Metric;
  readonly curve: {
    readonly xLabel: string;
    readonly yLabel: string;
    /** One number per column; null for columns that are not points of the curve. */
    readonly x: readonly (number | null)[];
  } | null;
}
