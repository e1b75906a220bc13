import type { z } from 'zod';
import { describeOptions, type OptionSpec } from '../../../src-shared/option-specs.ts';
import { numberText } from '../ui/number-text.ts';

export type OptionValue = number | string | boolean | null;

/** Settings by name. Those that are left out have their default, so an empty record is a form nobody has touched. */
export type OptionValues = Readonly<Record<string, OptionValue>>;

/** Names of the settings of a schema that stand in a group of fields, in the order of their declaration. */
export const namesIn = (schema: z.ZodObject, wanted: string): readonly string[] =>
  describeOptions(schema).flatMap(({ name, group }) => (group === wanted ? [name] : []));

/**
 * The settings of a schema that stand on a page, in groups, as fields.
 * @returns given values that stand in for the defaults, e.g. the engine of the lab's settings, their declarations
 */
export function settingsOnPage(
  schema: z.ZodObject,
  groups: Readonly<Record<string, readonly string[]>>,
): (defaults?: OptionValues) => OptionSpec[] {
  const described = new Map(describeOptions(schema).map((spec) => [spec.name, spec]));
  const specs = Object.values(groups).flatMap((names) => names.map((name) => described.get(name)!));
  return (defaults = {}) => specs.map((spec) => ({ ...spec, default: defaults[spec.name] ?? spec.default }));
}

/** A setting's value: the one given, else the default. */
export function optionValue(spec: OptionSpec, values: OptionValues): OptionValue {
  const given = values[spec.name];
  return given === undefined ? spec.default : given;
}

/** The record with one setting changed; a setting that goes back to its default leaves it. */
export function withOption(values: OptionValues, spec: OptionSpec, value: OptionValue): OptionValues {
  const rest = Object.fromEntries(Object.entries(values).filter(([name]) => name !== spec.name));
  return value === spec.default ? rest : { ...rest, [spec.name]: value };
}

/** All settings with their values, those left at their defaults included. */
export function allValues(specs: readonly OptionSpec[], values: OptionValues): OptionValues {
  return Object.fromEntries(specs.map((spec) => [spec.name, optionValue(spec, values)]));
}

/** Of values by name, those of settings that differ from their defaults. */
export function changedValues(specs: readonly OptionSpec[], values: object): Record<string, OptionValue> {
  const given = new Map<string, OptionValue>(Object.entries(values));
  return Object.fromEntries(
    specs.flatMap(({ name, default: standard }) => {
      const value = given.get(name) ?? null;
      return !given.has(name) || value === standard ? [] : [[name, value]];
    }),
  );
}

/** A value as a user reads it: `1e-5`, `all`, `on`. */
export function optionText(spec: OptionSpec, value: OptionValue): string {
  if (value === null) return spec.nullMeans ?? '–';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  return spec.unit === undefined ? numberText(value) : `${numberText(value)} ${spec.unit}`;
}

/** Range that a setting accepts, e.g. `> 0`, `1 – 9`; undefined where every number goes. */
export function optionRange(spec: OptionSpec): string | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = spec;
  if (minimum !== undefined && maximum !== undefined) return `${numberText(minimum)} – ${numberText(maximum)}`;
  const bounds = [
    exclusiveMinimum === undefined ? '' : `> ${numberText(exclusiveMinimum)}`,
    minimum === undefined ? '' : `≥ ${numberText(minimum)}`,
    exclusiveMaximum === undefined ? '' : `< ${numberText(exclusiveMaximum)}`,
    maximum === undefined ? '' : `≤ ${numberText(maximum)}`,
  ].filter((bound) => bound !== '');
  return bounds.length === 0 ? undefined : bounds.join(', ');
}

/** Step sizes are chosen by their order of magnitude: 1e-4, 2e-4, 5e-4, 1e-3 … */
export function isLogarithmic({ kind, exclusiveMinimum, default: standard }: OptionSpec): boolean {
  return kind === 'number' && exclusiveMinimum === 0 && typeof standard === 'number' && standard < 1;
}

/** The settings that differ from their defaults, in words, in the order of the form. */
export function changedOptions(specs: readonly OptionSpec[], values: OptionValues): string[] {
  return specs.flatMap((spec) => {
    const value = optionValue(spec, values);
    return value === spec.default ? [] : [`${spec.symbol ?? spec.label} ${optionText(spec, value)}`];
  });
}
