import { z } from 'zod';
import { booleanOption, choiceOption, integerOption, numberOption } from './options.ts';

/** A setting as forms, help and documentation need it: plain data, made from the one schema that declares it. */
export const optionSpecSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['number', 'integer', 'choice', 'boolean']),
  label: z.string(),
  help: z.string(),
  symbol: z.string().exactOptional(),
  unit: z.string().exactOptional(),
  default: z.union([z.number(), z.string(), z.boolean(), z.null()]),
  minimum: z.number().exactOptional(),
  maximum: z.number().exactOptional(),
  /** The bound itself is not allowed. */
  exclusiveMinimum: z.number().exactOptional(),
  exclusiveMaximum: z.number().exactOptional(),
  choices: z.array(z.string()).exactOptional(),
  /** Meaning of null, e.g. `all`, where the setting may be left open. */
  nullMeans: z.string().exactOptional(),
  /** Where it stands on its page, and what is filled in first where it was open; see `OptionText`. */
  group: z.string().exactOptional(),
  suggestion: z.number().exactOptional(),
});
export type OptionSpec = z.output<typeof optionSpecSchema>;
/** Constraints on a value. */
export type OptionBounds = Omit<OptionSpec, 'name' | 'label' | 'help' | 'symbol' | 'default'>;

const propertySchema = z.object({
  type: z.enum(['number', 'integer', 'string', 'boolean', 'null']).optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.number(), z.string(), z.boolean(), z.null()]).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  label: z.string().optional(),
  help: z.string().optional(),
  symbol: z.string().optional(),
  unit: z.string().optional(),
  nullMeans: z.string().optional(),
  group: z.string().optional(),
  suggestion: z.number().optional(),
});
type Property = z.output<typeof propertySchema>;

/** A nullable setting is an `anyOf` of its own type and null in JSON Schema. */
const nullableSchema = z.looseObject({ anyOf: z.array(propertySchema) });

function flatten(property: unknown): Property | undefined {
  const nullable = nullableSchema.safeParse(property);
  if (!nullable.success) return propertySchema.safeParse(property).data;
  const own = nullable.data.anyOf.find(({ type }) => type !== 'null');
  return propertySchema.safeParse({ ...own, ...nullable.data }).data;
}

function kindOf({ type, enum: choices }: Property): OptionSpec['kind'] | undefined {
  if (choices) return 'choice';
  return type === 'number' || type === 'integer' || type === 'boolean' ? type : undefined;
}

function bound(name: 'minimum' | 'maximum', value: number | undefined): object {
  // JSON Schema spells out the range of safe integers, which is useless to users.
  return value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? {} : { [name]: value };
}

function specOf(name: string, property: Property): OptionSpec | undefined {
  const kind = kindOf(property);
  if (kind === undefined || property.label === undefined) return undefined;
  const { symbol, unit, exclusiveMinimum, exclusiveMaximum, enum: choices, nullMeans, group, suggestion } = property;
  return {
    name,
    kind,
    label: property.label,
    help: property.help ?? '',
    default: property.default ?? null,
    ...bound('minimum', property.minimum),
    ...bound('maximum', property.maximum),
    ...(exclusiveMinimum === undefined ? {} : { exclusiveMinimum }),
    ...(exclusiveMaximum === undefined ? {} : { exclusiveMaximum }),
    ...(choices === undefined ? {} : { choices }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(unit === undefined ? {} : { unit }),
    ...(nullMeans === undefined ? {} : { nullMeans }),
    ...(group === undefined ? {} : { group }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

/** All settings of a schema that carry a label (see `options.ts`), in the order of their declaration. */
export function describeOptions(schema: z.ZodObject): OptionSpec[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([name, property]) => {
    const flat = flatten(property);
    const spec = flat && specOf(name, flat);
    return spec ? [spec] : [];
  });
}

/** The problem with a value for a setting in one sentence, or undefined. */
export function optionProblem(spec: OptionBounds, value: unknown): string | undefined {
  if (value === null && spec.nullMeans !== undefined) return undefined;
  switch (spec.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'Choose on or off.';
    case 'choice':
      return spec.choices?.some((choice) => choice === value) ? undefined : `Choose ${spec.choices?.join(', ') ?? ''}.`;
    case 'integer':
    case 'number':
      return numberProblem(spec, value);
  }
}

function numberProblem(spec: OptionBounds, value: unknown): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Enter a number.';
  if (spec.kind === 'integer' && !Number.isSafeInteger(value)) return 'Enter a whole number.';
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = spec;
  if (minimum !== undefined && value < minimum) return `Enter ${minimum} or more.`;
  if (maximum !== undefined && value > maximum) return `Enter ${maximum} or less.`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `Enter more than ${exclusiveMinimum}.`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `Enter less than ${exclusiveMaximum}.`;
  return undefined;
}

function schemaOf({ kind, choices = [], default: usual, ...spec }: OptionSpec): z.ZodType {
  const { name: _name, nullMeans: _nullMeans, minimum, maximum, exclusiveMinimum, exclusiveMaximum: _, ...text } = spec;
  const [first = '', ...others] = choices;
  if (kind === 'boolean') return booleanOption({ ...text, default: usual === true });
  if (kind === 'choice') return choiceOption({ ...text, choices: [first, ...others], default: String(usual) });
  const least = exclusiveMinimum ?? minimum;
  return (kind === 'integer' ? integerOption : numberOption)({
    ...text,
    default: Number(usual),
    ...(least === undefined ? {} : { min: least, exclusiveMin: exclusiveMinimum !== undefined }),
    ...(maximum === undefined ? {} : { max: maximum }),
  });
}

/** The schema that options were described from, as far as their description goes; of those that may not be left open. */
export function schemaOfOptions(specs: readonly OptionSpec[]): z.ZodObject {
  return z.strictObject(Object.fromEntries(specs.map((spec) => [spec.name, schemaOf(spec)])));
}
