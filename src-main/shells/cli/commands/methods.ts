import { z } from 'zod';
import type { Method } from '../../../methods/method.ts';
import { print, printJson } from '../output.ts';
import type { CommonOptions } from '../session.ts';

interface OptionDescription {
  readonly name: string;
  readonly default?: unknown;
  readonly label?: string;
  readonly symbol?: string;
  readonly help?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly enum?: readonly string[];
}

/** What a schema says about its options: type, default, range, label, symbol and help, as JSON Schema. */
export function optionsOf(schema: z.ZodObject): OptionDescription[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({ ...(property as object), name }));
}

function range({ minimum, maximum, exclusiveMinimum, enum: choices }: OptionDescription): string {
  if (choices) return `one of ${choices.join(', ')}`;
  const bounds = [
    exclusiveMinimum === undefined ? undefined : `> ${exclusiveMinimum}`,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : `≤ ${maximum}`,
  ];
  return bounds.filter((bound) => bound !== undefined).join(', ');
}

/** One option as a line of help. */
export function optionLine(option: OptionDescription): string {
  const facts = [range(option), `default ${String(option.default)}`].filter((fact) => fact !== '').join('; ');
  return `    --opt ${option.name}=…  ${option.help ?? ''} (${facts})`;
}

function describe({ id, name, summary, options }: Method): string {
  return [`${id}  ${name}: ${summary}`, ...optionsOf(options).map(optionLine)].join('\n');
}

/** Lists the methods and their options, from the one declaration that everything else uses. */
export async function methodsCommand(ids: readonly string[], { json }: CommonOptions): Promise<void> {
  const { findMethod, methods } = await import('../../../methods/registry.ts');
  const chosen = ids.length > 0 ? ids.map(findMethod) : Object.values(methods);
  if (json) {
    printJson(chosen.map(({ id, name, summary, options }) => ({ id, name, summary, options: optionsOf(options) })));
  } else chosen.forEach((method) => print(describe(method)));
}
