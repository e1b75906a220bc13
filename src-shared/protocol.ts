import { z } from 'zod';
import { corruptionNames } from './corruptions.ts';
import { pretrainConfigSchema } from './pretrain-config.ts';
import { runConfigSchema, runProtocolSchema, type Shift } from './run-config.ts';
import { settingMeta, type SettingMeta } from './setting-meta.ts';

const run = runProtocolSchema.shape;

/** How methods are tested, and how often. */
export const protocolSchema = z.strictObject({
  ...run,
  /** Each gives runs of its own; several make mean ± std. */
  seeds: z.array(runConfigSchema.shape.seed).min(1),
  /** N, the images that the meta gradient generator was pre-trained on; null where none takes part. */
  pretrainImages: pretrainConfigSchema.shape.images.nullable(),
});
export type Protocol = z.output<typeof protocolSchema>;

/** Part of a protocol that is the same in each run of it. */
export type RunProtocol = Omit<Protocol, 'seeds' | 'pretrainImages'>;

/** The settings of a run with this protocol, its seed apart. */
export function runProtocol({ seeds: _seeds, pretrainImages: _images, ...rest }: Protocol): RunProtocol {
  return rest;
}

const corruptionText = (name: string): string => name.replaceAll('_', ' ');

/** A shift in words, e.g. `fog 5`. */
export const shiftText = ({ corruption, severity }: { corruption: string; severity: number }): string =>
  severity === 0 ? corruptionText(corruption) : `${corruptionText(corruption)} ${severity}`;

/** Shifts in words: `all 15 corruptions, severity 5`, or their names; one by one where not all have the same severities. */
export function shiftsText(shifts: readonly Shift[]): string {
  const names = [...new Set(shifts.map(({ corruption }) => corruption))];
  const corrupted = shifts.filter(({ severity }) => severity > 0);
  const severities = [...new Set(corrupted.map(({ severity }) => severity))].sort((a, b) => a - b);
  const corruptions = new Set(corrupted.map(({ corruption }) => corruption));
  if (new Set(corrupted.map(shiftText)).size < corruptions.size * severities.length) {
    return shifts.map(shiftText).join(', ');
  }
  const isTestSet = names.length === corruptionNames.length && corruptionNames.every((name) => names.includes(name));
  const words = isTestSet ? `all ${names.length} corruptions` : names.map(corruptionText).join(', ');
  return severities.length === 0 ? words : `${words}, severity ${severities.join(', ')}`;
}

/** The value of a setting in words, as its schema calls it. */
export function valueText({ unit, nullMeans }: SettingMeta, value: unknown): string {
  if (value === null || value === undefined) return nullMeans ?? 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return unit === undefined ? text : `${text} ${unit}`;
}

/** A part of a protocol, and its value in words. */
interface ProtocolPart {
  readonly key: keyof Protocol;
  readonly label: string;
  readonly text: (protocol: Protocol) => string;
}

function declared(key: Exclude<keyof RunProtocol, 'shifts'>): ProtocolPart {
  const meta = settingMeta(key, run[key]);
  return { key, label: meta.label, text: (protocol) => valueText(meta, protocol[key]) };
}

const parts: readonly ProtocolPart[] = [
  { key: 'shifts', label: 'Corruptions', text: ({ shifts }) => shiftsText(shifts) },
  ...(Object.keys(run) as (keyof RunProtocol)[]).flatMap((key) => (key === 'shifts' ? [] : [declared(key)])),
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
