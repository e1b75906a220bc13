import type { Benchmark, RunConfigInput } from '../run-config.ts';
import type { CheckpointId } from './checkpoints.ts';

/** Numbers in percent, by corruption (`clean` for images as they are), and `average` for what a whole run gives. */
export type PublishedRow = {
  readonly method: string;
  /** In what its options depart from the lab's defaults. */
  readonly options?: RunConfigInput['options'];
  readonly values: Readonly<Record<string, number>>;
};

/** How the numbers of a table were made: the settings of a run that would repeat it, as far as they differ from the defaults. */
type PublishedSettings = Pick<RunConfigInput, 'shifts'> &
  Partial<Omit<RunConfigInput, 'shifts' | 'dataset' | 'model' | 'reading' | 'method' | 'mgg' | 'options'>>;

export interface PublishedProtocol {
  readonly benchmark: Benchmark;
  /** Null where the source does not say which one it started from. */
  readonly checkpoint: CheckpointId | null;
  readonly settings: PublishedSettings;
  /** Images of each shift; draws, where images may come several times. */
  readonly images: number;
}

/** A table of a paper, or of the repository beside it. */
export interface PublishedTable extends PublishedProtocol {
  /** Whose table it is; of several ones the closest to a run is shown. */
  readonly work: string;
  /** Where the numbers stand, e.g. `MGTTA (AAAI 2025), Table 1`. */
  readonly source: string;
  readonly metric: 'top1' | 'ece';
  readonly rows: readonly PublishedRow[];
}
