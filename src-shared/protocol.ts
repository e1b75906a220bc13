import { z } from 'zod';
import { corruptionNames } from './corruptions.ts';
import { describeOptions } from './option-specs.ts';
import { pretrainConfigSchema } from './pretrain-config.ts';
import { runConfigSchema, type RunConfig, type Shift } from './run-config.ts';

const run = runConfigSchema.shape;

/** How methods are tested: what of an experiment is neither the method, nor the data and model, nor the computer. */
export const protocolSchema = z.strictObject({
  shifts: run.shifts,
  images: run.images,
  batchSize: run.batchSize,
  order: run.order,
  imbalanceRatio: run.imbalanceRatio,
  policy: run.policy,
  sourceImages: run.sourceImages,
  budgetBatches: run.budgetBatches,
  budgetSeconds: run.budgetSeconds,
  /** Each gives runs of its own; several make mean ± std. */
  seeds: z.array(run.seed).min(1),
  /** N, the images that the meta gradient generator was pre-trained on; null where none takes part. */
  pretrainImages: pretrainConfigSchema.shape.images.nullable(),
});
export type Protocol = z.output<typeof protocolSchema>;

/** What of a protocol is the same in each run of it. */
export type RunProtocol = Omit<Protocol, 'seeds' | 'pretrainImages'>;

/** The settings of a run with this protocol, its seed apart. */
export function runProtocol({ seeds: _seeds, pretrainImages: _images, ...rest }: Protocol): RunProtocol {
  return rest;
}

const severityWords = (shifts: readonly Shift[]): string => {
  const found = [...new Set(shifts.map(({ severity }) => severity))].sort((a, b) => a - b);
  return found.every((severity) => severity === 0) ? '' : `, severity ${found.join(', ')}`;
};

/** Shifts in words: `all 15 corruptions, severity 5`, or their names. */
export function shiftsText(shifts: readonly Shift[]): string {
  const names = [...new Set(shifts.map(({ corruption }) => corruption))];
  const isTestSet = names.length === corruptionNames.length && corruptionNames.every((name) => names.includes(name));
  const words = isTestSet
    ? `all ${names.length} corruptions`
    : names.map((name) => name.replaceAll('_', ' ')).join(', ');
  return words + severityWords(shifts);
}

const specs = new Map(describeOptions(runConfigSchema).map((spec) => [spec.name, spec]));

/** A setting of a run in words, as its schema calls it. */
export function settingText(name: keyof RunConfig, value: RunConfig[keyof RunConfig]): string {
  const spec = specs.get(name);
  if (value === null) return spec?.nullMeans ?? 'none';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return spec?.unit === undefined ? text : `${text} ${spec.unit}`;
}

export const settingLabel = (name: keyof RunConfig): string => specs.get(name)?.label ?? name;

/** A part of a protocol, and how it is told. */
interface ProtocolPart {
  readonly key: keyof Protocol;
  readonly label: string;
  readonly text: (protocol: Protocol) => string;
}

const declared = (key: Exclude<keyof RunProtocol, 'shifts'>): ProtocolPart => ({
  key,
  label: settingLabel(key),
  text: (protocol) => settingText(key, protocol[key]),
});

const parts: readonly ProtocolPart[] = [
  { key: 'shifts', label: 'Corruptions', text: ({ shifts }) => shiftsText(shifts) },
  declared('images'),
  declared('batchSize'),
  declared('order'),
  declared('imbalanceRatio'),
  declared('policy'),
  declared('sourceImages'),
  declared('budgetBatches'),
  declared('budgetSeconds'),
  { key: 'seeds', label: 'Seeds', text: ({ seeds }) => seeds.join(', ') },
  {
    key: 'pretrainImages',
    label: 'Images of the pre-training',
    text: ({ pretrainImages }) => (pretrainImages === null ? 'none' : String(pretrainImages)),
  },
];

/** A part in which two protocols differ. */
export interface ProtocolDifference {
  readonly key: keyof Protocol;
  readonly label: string;
  readonly first: string;
  readonly second: string;
}

/** In what two protocols differ, in words; empty where results may be laid side by side. */
export function protocolDifferences(first: Protocol, second: Protocol): ProtocolDifference[] {
  return parts.flatMap(({ key, label, text }) => {
    const [one, other] = [text(first), text(second)];
    return one === other ? [] : [{ key, label, first: one, second: other }];
  });
}
