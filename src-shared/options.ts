import { z } from 'zod';
import type { Comparing } from './setting-meta.ts';

/** Metadata of a setting for forms, flags and documentation. */
export interface OptionText {
  readonly label: string;
  readonly help: string;
  /** Symbol in the paper, e.g. `λ`. */
  readonly symbol?: string;
  readonly unit?: string;
  /** The group of fields that it stands in on the page that asks for it; without one it has a place of its own there. */
  readonly group?: string;
  /** Initial value of a nullable setting when it is switched on. */
  readonly suggestion?: number;
  /** The effect of a difference on comparability, declared by every setting of a run. */
  readonly compare?: Comparing;
}

interface NumberOption extends OptionText {
  readonly default: number;
  readonly min?: number;
  readonly max?: number;
  /**
   * More than this is refused for new runs, since it would be asked of the memory; stored runs that have more can still be
   * read.
   */
  readonly limit?: number;
  /** The minimum itself is not allowed. */
  readonly exclusiveMin?: boolean;
}

function describeText({
  label,
  help,
  symbol,
  unit,
  group,
  suggestion,
  compare,
  limit,
}: OptionText & Pick<NumberOption, 'limit'>): Record<string, unknown> {
  return {
    ...{ label, help },
    ...(symbol === undefined ? {} : { symbol }),
    ...(unit === undefined ? {} : { unit }),
    ...(group === undefined ? {} : { group }),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(compare === undefined ? {} : { compare }),
    ...(limit === undefined ? {} : { maximum: limit }),
  };
}

function bounded(schema: z.ZodNumber, option: NumberOption): z.ZodNumber {
  let result = schema;
  if (option.min !== undefined) result = option.exclusiveMin ? result.gt(option.min) : result.gte(option.min);
  return option.max === undefined ? result : result.lte(option.max);
}

/** A finite real number with its default, range and text. */
export function numberOption(option: NumberOption): z.ZodDefault<z.ZodNumber> {
  return bounded(z.number(), option).default(option.default).meta(describeText(option));
}

/** A whole number with its default, range and text. */
export function integerOption(option: NumberOption): z.ZodDefault<z.ZodNumber> {
  return bounded(z.int(), option).default(option.default).meta(describeText(option));
}

/** One of several named choices. */
export function choiceOption<const T extends readonly [string, ...string[]]>(
  option: OptionText & { readonly choices: T; readonly default: T[number] },
): z.ZodDefault<z.ZodEnum<z.core.util.ToEnum<T[number]>>> {
  return z
    .enum(option.choices)
    .default(option.default as z.core.util.NoUndefined<T[number]>)
    .meta(describeText(option));
}

export function booleanOption(option: OptionText & { readonly default: boolean }): z.ZodDefault<z.ZodBoolean> {
  return z.boolean().default(option.default).meta(describeText(option));
}

/**
 * Gives any schema the text of a setting; `nullMeans` says what null stands for, e.g. `all`; `isSet`: a list without order;
 * `ofSettings`: a list of objects whose values are settings themselves.
 */
export function labelled<Schema extends z.ZodType>(
  schema: Schema,
  text: Omit<OptionText, 'help'> & {
    readonly help?: string;
    readonly nullMeans?: string;
    readonly isSet?: boolean;
    readonly ofSettings?: boolean;
  },
): Schema {
  return schema.meta({ ...text });
}
