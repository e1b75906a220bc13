import { settingLabel, settingText, shiftsText } from '../protocol.ts';
import type { AdaptRun, Provenance } from '../records.ts';
import type { DatasetConfig, RunConfig } from '../run-config.ts';

/** What a setting belongs to: how is tested, the method, or what it ran on. */
export type SettingTopic = 'protocol' | 'method' | 'computer';

/** A setting of several runs. */
export interface ProtocolLine {
  /** e.g. `batchSize`, `option.lr`, `modelHash`. */
  readonly key: string;
  readonly label: string;
  readonly topic: SettingTopic;
  /** One text per run, in order; null where a run has no such setting, or has not begun. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

interface Setting {
  readonly key: string;
  readonly label: string;
  readonly topic: SettingTopic;
  readonly read: (run: AdaptRun) => string | null;
}

export function datasetText(dataset: DatasetConfig): string {
  return dataset.kind === 'folder' ? dataset.path : `Fashion-MNIST (${dataset.split})`;
}

const embedded = (file: string | null): string | null => (file === 'quickstart' ? 'embedded' : file);

/** A setting as its schema calls it. */
function declared(key: keyof RunConfig, topic: SettingTopic): Setting {
  return { key, label: settingLabel(key), topic, read: ({ config }) => settingText(key, config[key]) };
}

function recorded(key: keyof Provenance, label: string, topic: SettingTopic): Setting {
  return {
    key,
    label,
    topic,
    read: ({ provenance }) => {
      const value = provenance?.[key] ?? null;
      return value === null ? null : String(value);
    },
  };
}

const before: readonly Setting[] = [
  { key: 'method', label: 'Method', topic: 'method', read: ({ method }) => method },
  { key: 'mgg', label: 'MGG', topic: 'method', read: ({ config }) => embedded(config.mgg) },
  recorded('mggHash', 'MGG, SHA-256', 'method'),
];

const after: readonly Setting[] = [
  { key: 'dataset', label: 'Dataset', topic: 'protocol', read: ({ config }) => datasetText(config.dataset) },
  { key: 'shifts', label: 'Corruptions', topic: 'protocol', read: ({ config }) => shiftsText(config.shifts) },
  declared('images', 'protocol'),
  declared('seed', 'protocol'),
  declared('batchSize', 'protocol'),
  declared('order', 'protocol'),
  declared('imbalanceRatio', 'protocol'),
  declared('policy', 'protocol'),
  declared('sourceImages', 'protocol'),
  declared('budgetBatches', 'protocol'),
  declared('budgetSeconds', 'protocol'),
  {
    key: 'classMask',
    label: 'Class mask',
    topic: 'protocol',
    read: ({ config: { classMask } }) => (classMask === null ? 'none' : `${classMask.length} classes`),
  },
  declared('onNonFinite', 'protocol'),
  { key: 'model', label: 'Model', topic: 'protocol', read: ({ config }) => embedded(config.model) },
  recorded('modelHash', 'Model, SHA-256', 'protocol'),
  recorded('preprocessing', 'Preprocessing', 'protocol'),
  recorded('datasetFingerprint', 'Images, SHA-256', 'protocol'),
  recorded('engine', 'Engine', 'computer'),
  recorded('engineVersion', 'Engine version', 'computer'),
  recorded('device', 'Device', 'computer'),
  recorded('threads', 'Threads', 'computer'),
  recorded('labVersion', 'Lab version', 'computer'),
  recorded('host', 'Host', 'computer'),
];

/** Options that any of the runs has, in alphabetical order. */
function optionSettings(runs: readonly AdaptRun[], label: (method: string, option: string) => string): Setting[] {
  const first = new Map<string, string>();
  for (const { method, config } of runs) {
    for (const name of Object.keys(config.options)) if (!first.has(name)) first.set(name, method);
  }
  return [...first].sort().map(([name, method]) => ({
    key: `option.${name}`,
    label: label(method, name),
    topic: 'method',
    read: ({ config: { options } }) => (options[name] === undefined ? null : String(options[name])),
  }));
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
  const settings = [...before, ...optionSettings(runs, optionLabel), ...after];
  return settings.map(({ read, ...setting }) => {
    const values = runs.map(read);
    return { ...setting, values, differs: new Set(values).size > 1 };
  });
}
