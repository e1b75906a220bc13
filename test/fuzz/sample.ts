import { z } from 'zod';
import type { Random } from '../../src-shared/random.ts';
import { below, choose } from './mutate.ts';

/** The parts of JSON Schema that the calls' schemas come to. */
interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
}

/** Texts that mean something somewhere. */
const words = ['quickstart', 'noadapt', 'tent', 'mgtta', 'untrained:1', 'fog', 'done', 'a', '/', '/tmp', '2'];

function object({ properties = {}, required = [] }: JsonSchema, random: Random): unknown {
  const given = Object.entries(properties).filter(([name]) => required.includes(name) || random() < 0.4);
  return Object.fromEntries(given.map(([name, schema]) => [name, sample(schema, random)]));
}

function number({ minimum, exclusiveMinimum = -1, type }: JsonSchema, random: Random): number {
  const least = Math.max(minimum ?? -Infinity, exclusiveMinimum + 1);
  const value = least + below(random, 5);
  return type === 'integer' ? value : value + choose(random, [0, 0.25]);
}

/** A value that satisfies a schema, or nearly does; drawn. */
export function sample(schema: JsonSchema, random: Random): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum) return choose(random, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return sample(choose(random, choices), random);
  if (schema.default !== undefined && random() < 0.5) return schema.default;
  switch (schema.type) {
    case 'object':
      return object(schema, random);
    case 'array': {
      const count = Math.max(schema.minItems ?? 0, below(random, 3));
      return Array.from({ length: count }, () => sample(schema.items ?? {}, random));
    }
    case 'string':
      return choose(random, words);
    case 'integer':
    case 'number':
      return number(schema, random);
    case 'boolean':
      return random() < 0.5;
    default:
      return null;
  }
}

/** Input of a schema, as JSON Schema. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;
}
