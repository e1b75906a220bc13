import { describeOptions } from '../option-specs.ts';
import { pretrainConfigSchema, type PretrainConfig, type PretrainTaskConfig } from '../pretrain-config.ts';
import { shiftsText } from '../protocol.ts';
import type { PretrainRun } from '../records.ts';
import { datasetText } from './protocol-lines.ts';

/** A setting of several pre-trainings, one text for each; null where one has none. */
export interface PretrainSetting {
  readonly key: string;
  readonly label: string;
  readonly values: readonly (string | null)[];
}

function tasksText({ tasks }: PretrainConfig): string | null {
  return tasks.length === 0 ? null : tasks.map(taskText).join('; ');
}

/** A further task in one line. */
export function taskText({ dataset, model, normalisation, shifts, weight }: PretrainTaskConfig): string {
  const images = normalisation === undefined ? '' : `, normalisation ${normalisation}`;
  const factor = weight === 1 ? '' : `, weight ${weight}`;
  return `${datasetText(dataset)}, ${model}, ${shiftsText(shifts)}${images}${factor}`;
}

const specs = describeOptions(pretrainConfigSchema).filter(({ name }) => name !== 'engine' && name !== 'threads');

/** The settings of pre-trainings that decide their numbers: what is learned, from which images, with which model. */
export function pretrainSettings(runs: readonly PretrainRun[]): PretrainSetting[] {
  const configs = runs.map(({ config }) => pretrainConfigSchema.safeParse(config).data);
  const scalars = specs.map(({ name, label, symbol }) => ({
    key: name,
    label: symbol ?? label,
    values: configs.map((config) => {
      const value = config && new Map<string, unknown>(Object.entries(config)).get(name);
      return ['number', 'string', 'boolean'].includes(typeof value) ? String(value) : null;
    }),
  }));
  return [
    { key: 'dataset', label: 'Dataset', values: configs.map((config) => config && datasetText(config.dataset)) },
    { key: 'model', label: 'Model', values: configs.map((config) => config?.model) },
    { key: 'shifts', label: 'Corruptions', values: configs.map((config) => config && shiftsText(config.shifts)) },
    { key: 'tasks', label: 'Further tasks', values: configs.map((config) => config && tasksText(config)) },
  ]
    .map((setting) => ({ ...setting, values: setting.values.map((value) => value ?? null) }))
    .concat(scalars);
}
