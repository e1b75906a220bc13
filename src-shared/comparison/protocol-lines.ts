import { unknownText } from '../external-run.ts';
import type { AdaptRun } from '../records.ts';
import type { DatasetConfig } from '../run-config.ts';
import type { Comparing } from '../setting-meta.ts';
import { optionSettings, settings } from './settings.ts';

/** A setting of several runs. */
export interface ProtocolLine {
  /** e.g. `batchSize`, `option.lr`, `modelHash`. */
  readonly key: string;
  readonly label: string;
  readonly topic: Comparing['topic'];
  /** One text per run, in order; null where a run has no such setting, or has not begun. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

export function datasetText(dataset: DatasetConfig): string {
  return dataset.kind === 'folder' ? dataset.path : `Fashion-MNIST (${dataset.split})`;
}

/**
 * The settings of runs side by side. A setting differs where runs that have it have another value, or where only some
 * have it.
 * @param optionLabel names an option of a method; its own name by default
 */
export function protocolLines(
  runs: readonly AdaptRun[],
  optionLabel: (method: string, option: string) => string = (_method, option) => option,
): ProtocolLine[] {
  const options = optionSettings(runs, optionLabel);
  const firstOfProtocol = settings.findIndex(({ compare }) => compare.topic !== 'method');
  return settings.toSpliced(firstOfProtocol, 0, ...options).map(({ key, label, compare, read, text }) => ({
    ...{ key, label, topic: compare.topic },
    values: runs.map(text),
    // An unknown value may be anything.
    differs: new Set(runs.map((run) => read(run) ?? (text(run) === unknownText ? unknownText : null))).size > 1,
  }));
}
