import { snakeCase } from './csv.ts';
import { describeOptions, type OptionSpec } from './option-specs.ts';
import type { Provenance } from './provenance.ts';
import { runConfigSchema, type RunConfig } from './run-config.ts';
import { settingMeta } from './setting-meta.ts';

/*
 * Names of the columns in tables of runs: in CSV files and in the views of the database.
 */

/** Settings that stand with what they belong to, not among the others. */
const elsewhere = ['normalisation', 'seed'];
/** Columns that are not named like their setting. */
const otherNames: Readonly<Record<string, string>> = { images: 'images_per_shift' };

export interface SettingColumn {
  readonly name: string;
  readonly key: keyof RunConfig;
  readonly default: OptionSpec['default'];
}

/** The settings of how a run is tested that are one plain value each. */
export const settingColumns: readonly SettingColumn[] = describeOptions(runConfigSchema).flatMap((spec) => {
  const key = spec.name as keyof RunConfig;
  const { compare } = settingMeta(key, runConfigSchema.shape[key]);
  if (compare.topic !== 'protocol' || elsewhere.includes(key)) return [];
  return [{ name: otherNames[key] ?? snakeCase(key), key, default: spec.default }];
});

/** Where and with what a run computed. */
export const provenanceColumns = {
  engine: 'engine',
  engineReason: 'engine_reason',
  device: 'device',
  place: 'computed_on',
  engineVersion: 'engine_version',
  threads: 'threads',
  labVersion: 'lab_version',
  gitCommit: 'git_commit',
  nodeVersion: 'node_version',
  os: 'os',
  host: 'host',
  modelHash: 'model_sha256',
  modelTensors: 'model_tensors_sha256',
  arithmetic: 'model_arithmetic',
  arithmeticSources: 'model_arithmetic_known_from',
  measuredCost: 'step_cost_measured',
  mggHash: 'mgg_sha256',
  datasetFingerprint: 'dataset_fingerprint',
  preprocessing: 'preprocessing',
} satisfies Record<keyof Provenance, string>;
