import { runConfigSchema, type DatasetConfig, type RunConfig } from '../../../src-shared/run-config.ts';
import { pretrainConfigSchema, type PretrainConfig } from '../../../src-shared/pretrain-config.ts';
import { describeOptions } from '../../../src-shared/option-specs.ts';
import { taskText } from '../../../src-shared/comparison/pretrain-settings.ts';
import { settings } from '../../../src-shared/comparison/settings.ts';
import type { AdaptRun, RunRecord } from '../../../src-shared/records.ts';
import { settingMeta } from '../../../src-shared/setting-meta.ts';
import { unusedSettings } from '../../../src-shared/unused-settings.ts';
import { formatDateTime } from '../../format.ts';
import { shiftLabel } from '../../texts/corruptions.ts';
import { t } from '../../texts/index.ts';
import { results } from '../../texts/results.ts';
import { optionText, type OptionValue } from '../forms/option-values.ts';
import { seedsText } from '../experiment/seeds.ts';

interface Fact {
  readonly key: string;
  readonly value: string;
  readonly code?: boolean;
  readonly title?: string;
}

const texts = t.run.repeat;
/** Those that are not said by where a run ran. */
const specs = describeOptions(runConfigSchema).filter(
  ({ name }) => settingMeta(name, runConfigSchema.shape[name as keyof RunConfig]).compare.topic !== 'computer',
);
const pretrainSpecs = describeOptions(pretrainConfigSchema);
const hashLength = 12;

function pathFact(key: string, path: string): Fact {
  return { key, value: path.split(/[/\\]/).at(-1) ?? path, title: path };
}

function datasetFact(dataset: DatasetConfig): Fact {
  if (dataset.kind === 'folder') return pathFact(texts.dataset, dataset.path);
  return { key: texts.dataset, value: texts.embedded(dataset.split) };
}

function shiftsFact({ shifts }: Pick<RunConfig, 'shifts'>): Fact {
  const names = shifts.map(({ corruption, severity }) => shiftLabel(corruption, severity));
  const severities = [...new Set(shifts.map(({ severity }) => severity))]
    .filter((severity) => severity > 0)
    .sort((a, b) => a - b);
  const value =
    names.length <= 2
      ? names.join(', ')
      : texts.shiftCount(names.length, severities.length === 0 ? null : seedsText(severities));
  return { key: texts.shifts, value, title: names.join(', ') };
}

function adaptFacts(config: RunConfig): Fact[] {
  const unused = unusedSettings(config);
  const settings = specs.flatMap((spec): Fact[] => {
    const value = config[spec.name as keyof RunConfig] as OptionValue;
    const isOff = (value === null && spec.nullMeans !== 'all') || unused.has(spec.name);
    return isOff ? [] : [{ key: spec.label, value: optionText(spec, value) }];
  });
  return [
    datasetFact(config.dataset),
    pathFact(texts.model, config.model),
    ...(config.mgg === null ? [] : [pathFact(texts.mgg, config.mgg)]),
    shiftsFact(config),
    ...(config.orderFile === null ? [] : [pathFact(texts.orderFile, config.orderFile)]),
    ...(config.oodFolder === null ? [] : [pathFact(texts.oodFolder, config.oodFolder)]),
    ...settings,
    ...(config.classMask === null ? [] : [{ key: texts.classMask, value: String(config.classMask.length) }]),
    ...Object.entries(config.options).map(([key, value]) => ({ key, value: String(value), code: true })),
  ];
}

function pretrainFacts(config: PretrainConfig): Fact[] {
  return [
    datasetFact(config.dataset),
    ...(config.evaluation === null ? [] : [{ ...datasetFact(config.evaluation), key: texts.evaluation }]),
    pathFact(texts.model, config.model),
    shiftsFact(config),
    ...config.tasks.map((task, place) => ({
      key: texts.task(place + 2),
      value: taskText(task),
      title: taskText(task),
    })),
    ...pretrainSpecs.map((spec) => ({
      key: spec.label,
      value: optionText(spec, config[spec.name as keyof PretrainConfig] as OptionValue),
    })),
  ];
}

/** Stated and unknown settings of external results. */
function externalFacts(run: AdaptRun): Fact[] {
  return settings.flatMap(({ label, compare, text }) => {
    const value = compare.topic === 'computer' ? null : text(run);
    return value === null ? [] : [{ key: label, value, title: value }];
  });
}

/** The settings of a run, by their labels. */
export function settingFacts(run: RunRecord): Fact[] {
  if (run.kind === 'adapt') return run.external ? externalFacts(run) : adaptFacts(run.config);
  const { data } = pretrainConfigSchema.safeParse(run.config);
  return data ? pretrainFacts(data) : [];
}

function hashFact(key: string, hash: string): Fact {
  return { key, value: hash.slice(0, hashLength), title: hash, code: true };
}

/** Where and with what a run ran, by its latest attempt. */
export function provenanceFacts(run: RunRecord): Fact[] {
  const { provenance } = run;
  const external = run.kind === 'adapt' ? run.external : undefined;
  if (external) {
    return [
      { key: results.origin, value: `${external.file} (${external.format})`, title: external.file },
      { key: texts.id, value: run.id, code: true },
      { key: texts.created, value: formatDateTime(run.createdAt) },
    ];
  }
  const identity: Fact[] = [
    { key: texts.id, value: run.id, code: true },
    hashFact(texts.identity, run.identity),
    { key: texts.created, value: formatDateTime(run.createdAt) },
  ];
  if (provenance === null) return identity;
  const { engine, engineVersion, device, threads, labVersion, gitCommit, nodeVersion, os, host } = provenance;
  return [
    ...identity,
    { key: texts.engine, value: `${engine} ${engineVersion}` },
    ...(provenance.engineReason === undefined ? [] : [{ key: texts.engineReason, value: provenance.engineReason }]),
    { key: texts.device, value: device },
    ...(provenance.place === undefined ? [] : [{ key: texts.place, value: provenance.place }]),
    { key: texts.threads, value: String(threads) },
    ...(provenance.measuredCost === undefined
      ? []
      : [{ key: texts.measuredCost, value: texts.passes(String(provenance.measuredCost)) }]),
    { key: texts.lab, value: labVersion },
    ...(gitCommit === null ? [] : [hashFact(texts.commit, gitCommit)]),
    { key: texts.system, value: `${os}, Node ${nodeVersion}` },
    { key: texts.host, value: host },
    hashFact(texts.modelHash, provenance.modelHash),
    ...(provenance.arithmeticSources ? [{ key: texts.arithmetic, value: provenance.arithmeticSources }] : []),
    ...(provenance.mggHash === null ? [] : [hashFact(texts.mggHash, provenance.mggHash)]),
    hashFact(texts.data, provenance.datasetFingerprint),
    { key: texts.preprocessing, value: provenance.preprocessing },
  ];
}
