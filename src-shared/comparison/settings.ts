import type { z } from 'zod';
import { isStated, unknownText } from '../external-run.ts';
import { answersText } from '../model-reading.ts';
import { shiftsText, valueText } from '../protocol.ts';
import { provenanceSchema } from '../provenance.ts';
import type { AdaptRun } from '../records.ts';
import { datasetSchema, runConfigSchema, type RunConfig } from '../run-config.ts';
import { plannedStreams } from '../runs/streams.ts';
import { settingMeta, settingTopics, type Comparing, type SettingMeta } from '../setting-meta.ts';

/** Source of settings: a run, or one that is only planned and has no record yet. */
export type Tested = Pick<AdaptRun, 'config' | 'provenance' | 'external'>;

/** A setting of a run, or what its record says it ran with, as their schemas declare them. */
export interface Setting {
  /** e.g. `batchSize`, `dataset.path`, `modelHash`. */
  readonly key: string;
  readonly label: string;
  readonly compare: Comparing;
  /** Equal where the setting is; null where a run has no such setting, or has not begun. */
  readonly read: (run: Tested) => string | null;
  /** In words. */
  readonly text: (run: Tested) => string | null;
}

const json = (value: unknown): string => JSON.stringify(value ?? null);

const embedded = (file: unknown): unknown => (file === 'quickstart' ? 'embedded' : file);

/** Longer lists of classes are shortened to this many. */
const longestList = 6;

function classesText(classes: RunConfig['classMask']): string {
  if (classes === null) return 'none';
  const some = classes.length > longestList ? [...classes.slice(0, longestList - 1), '…', classes.at(-1)] : classes;
  return `${classes.length} classes: ${some.join(' ')}`;
}

/** Settings whose words are not just their value. */
const words: { readonly [Name in keyof RunConfig]?: (config: RunConfig) => string | null } = {
  shifts: ({ shifts }) => shiftsText(shifts),
  classMask: ({ classMask }) => classesText(classMask),
  reading: ({ reading }) => (reading === undefined ? 'as its file says' : answersText(reading)),
  orderFile: ({ orderFile }) => orderFile ?? 'none',
  oodFolder: ({ oodFolder }) => oodFolder ?? 'none',
  mgg: ({ mgg }) => (mgg === null ? null : String(embedded(mgg))),
};

/** The order of streams decides nothing where each starts anew; whether they are reset decides nothing for one. */
const decisive: { readonly [Name in keyof RunConfig]?: (config: RunConfig) => unknown } = {
  shifts: ({ shifts, policy }) => (policy === 'reset' ? shifts.map(json).sort() : shifts),
  shiftOrder: ({ shiftOrder, policy }) => (policy === 'reset' ? 'listed' : shiftOrder),
  policy: (config) => (plannedStreams(config).length === 1 ? undefined : config.policy),
};

function configured(key: keyof RunConfig, { label, compare, ...meta }: SettingMeta): Setting {
  const text = words[key] ?? ((config: RunConfig) => valueText({ label, compare, ...meta }, embedded(config[key])));
  const value = decisive[key] ?? ((config: RunConfig) => config[key]);
  return {
    ...{ key, label, compare },
    read: ({ config }) => {
      const decided = value(config);
      return decided === undefined ? null : json(decided);
    },
    text: ({ config }) => text(config),
  };
}

const kindTexts: Readonly<Record<string, string>> = { quickstart: 'Fashion-MNIST', folder: 'folder' };

/** A field of the kinds of datasets; a dataset of another kind has no such setting. */
function ofDataset(field: string, schemas: readonly z.ZodObject[]): Setting {
  const { label, compare, ...meta } = settingMeta(`dataset.${field}`, schemas[0]!.shape[field] as z.ZodType);
  const has = (run: Tested): boolean => schemas.some((schema) => schema.safeParse(run.config.dataset).success);
  const value = (run: Tested): unknown => new Map<string, unknown>(Object.entries(run.config.dataset)).get(field);
  const text = (value: unknown): string =>
    field === 'kind' ? kindTexts[String(value)]! : valueText({ label, compare, ...meta }, value);
  return {
    ...{ key: field === 'kind' ? 'dataset' : `dataset.${field}`, label, compare },
    read: (run) => (has(run) ? json(value(run)) : null),
    text: (run) => (has(run) ? text(value(run)) : null),
  };
}

function datasetSettings(): Setting[] {
  const fields = new Set(datasetSchema.options.flatMap((option) => Object.keys(option.shape)));
  return [...fields].map((field) =>
    ofDataset(
      field,
      datasetSchema.options.filter(({ shape }) => field in shape),
    ),
  );
}

function recorded(key: keyof typeof provenanceSchema.shape): Setting {
  const meta = settingMeta(key, provenanceSchema.shape[key]);
  const read = ({ provenance }: Tested): string | null =>
    provenance?.[key] === undefined || provenance[key] === null ? null : String(provenance[key]);
  return { key, label: meta.label, compare: meta.compare, read, text: read };
}

const keysOf = <T extends object>(shape: T): (keyof T & string)[] => Object.keys(shape) as (keyof T & string)[];

/** The settings that stand in the schemas, options apart; of one that is recorded as well, the record alone. */
function declaredSettings(): Setting[] {
  const records = keysOf(provenanceSchema.shape);
  const isRecorded = (key: string): boolean => records.some((name) => name === key);
  const own = keysOf(runConfigSchema.shape).filter((key) => key !== 'options' && !isRecorded(key));
  const settings = own.flatMap((key) =>
    key === 'dataset' ? datasetSettings() : [configured(key, settingMeta(key, runConfigSchema.shape[key]))],
  );
  const all = [...settings, ...records.map(recorded)];
  return settingTopics.flatMap((topic) => all.filter(({ compare }) => compare.topic === topic));
}

/** Settings that belong to another one, and the configurations in which they take part. */
const parts: ReadonlyMap<string, { readonly of: string; readonly takesPart: (config: RunConfig) => boolean }> = new Map(
  [
    ['concentration', { of: 'labelOrder', takesPart: ({ labelOrder }: RunConfig) => labelOrder === 'dirichlet' }],
    ['replacement', { of: 'imbalanceRatio', takesPart: ({ imbalanceRatio }: RunConfig) => imbalanceRatio !== null }],
    ['stepCost', { of: 'speed', takesPart: ({ speed }: RunConfig) => speed === 'given' }],
    ...datasetSettings().flatMap(({ key }) =>
      key === 'dataset'
        ? []
        : [
            [
              key,
              {
                of: 'dataset',
                takesPart: ({ dataset }: RunConfig) => (dataset.kind === 'quickstart') === (key === 'dataset.split'),
              },
            ] as const,
          ],
    ),
  ],
);

/** Whether nobody has stated a setting of external results that they must have had. */
function isUnknown(run: Tested, key: string): boolean {
  if (isStated(run, key)) return false;
  const part = parts.get(key);
  return part === undefined || !isStated(run, part.of) || part.takesPart(run.config);
}

/** The settings that make numbers belong side by side and that nobody has stated of external results; of unknown ones no parts. */
export const unknownSettings = (run: AdaptRun): Setting[] =>
  settings.filter(({ key, compare }) => {
    const of = parts.get(key)?.of;
    return compare.warning !== undefined && isUnknown(run, key) && (of === undefined || isStated(run, of));
  });

/** A setting without a value for external results of which nobody has stated it. */
function whereStated({ key, label, compare, read, text }: Setting): Setting {
  return {
    ...{ key, label, compare },
    read: (run) => (isStated(run, key) ? read(run) : null),
    text: (run) => {
      if (isStated(run, key)) return text(run);
      return compare.topic === 'protocol' && isUnknown(run, key) ? unknownText : null;
    },
  };
}

export const settings: readonly Setting[] = declaredSettings().map(whereStated);

/**
 * The options that any of the runs has, in alphabetical order.
 * @param label names an option of a method
 */
export function optionSettings(
  runs: readonly AdaptRun[],
  label: (method: string, option: string) => string,
): readonly Setting[] {
  const first = new Map<string, string>();
  for (const { method, config } of runs) {
    for (const name of Object.keys(config.options)) if (!first.has(name)) first.set(name, method);
  }
  return [...first].sort().map(([name, method]) => {
    const read = ({ config: { options } }: Tested): string | null =>
      options[name] === undefined ? null : String(options[name]);
    return { key: `option.${name}`, label: label(method, name), compare: { topic: 'method' }, read, text: read };
  });
}
