import { datasetText } from '../../../src-shared/comparison/protocol-lines.ts';
import { isStated } from '../../../src-shared/external-run.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { shiftsText } from '../../../src-shared/protocol.ts';
import type { PretrainRun, RunRecord } from '../../../src-shared/records.ts';

const pretraining = new WeakMap<RunRecord, ReturnType<typeof pretrainConfigSchema.safeParse>>();

function pretrainConfigOf(run: PretrainRun): PretrainConfig | undefined {
  const known = pretraining.get(run) ?? pretrainConfigSchema.safeParse(run.config);
  pretraining.set(run, known);
  return known.data;
}

/** The settings that both kinds of runs have; null where a run has none. */
export function settingsOf(run: RunRecord): {
  readonly dataset: string | null;
  readonly shifts: string | null;
  readonly model: string | null;
  readonly mgg: string | null;
  readonly seed: number | null;
  readonly batchSize: number | null;
} {
  const config = run.kind === 'adapt' ? run.config : pretrainConfigOf(run);
  if (!config) return { dataset: null, shifts: null, model: null, mgg: null, seed: null, batchSize: null };
  const { dataset, shifts, model, seed, batchSize } = config;
  const mgg = 'mgg' in config ? config.mgg : null;
  if (run.kind === 'adapt' && run.external) {
    const stated = <Value>(key: string, value: Value): Value | null => (isStated(run, key) ? value : null);
    return {
      dataset: stated('dataset', dataset.kind === 'folder' ? (dataset.benchmark ?? null) : datasetText(dataset)),
      ...{ shifts: stated('shifts', shiftsText(shifts)), model: stated('model', model), mgg: stated('mgg', mgg) },
      ...{ seed: stated('seed', seed), batchSize: stated('batchSize', batchSize) },
    };
  }
  return { dataset: datasetText(dataset), shifts: shiftsText(shifts), model, mgg, seed, batchSize };
}

/** Settings of a pre-training that stand in columns of their own. */
const common = new Set(['seed', 'batchSize', 'engine', 'threads', 'normalisation', 'images']);
const pretrainSpecs = describeOptions(pretrainConfigSchema).filter(({ name }) => !common.has(name));

type Option = number | string | boolean;

/** Options of the method, or of the pre-training, by name. */
export function optionsOf(run: RunRecord): Readonly<Record<string, Option>> {
  if (run.kind === 'adapt') return run.config.options;
  return Object.fromEntries(
    pretrainSpecs.flatMap(({ name }): [string, Option][] => {
      const value: unknown = run.config[name as keyof PretrainConfig];
      return ['number', 'string', 'boolean'].includes(typeof value) ? [[name, value as Option]] : [];
    }),
  );
}

/** The label of an option of a pre-training. */
export function pretrainOptionLabel(name: string): string | undefined {
  const spec = pretrainSpecs.find((one) => one.name === name);
  return spec?.symbol ?? spec?.label;
}
