import { z } from 'zod';
import { pretrainConfigSchema } from '../../../src-shared/pretrain-config.ts';

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

/** Settings that have flags of their own. */
const ownFlags = ['dataset', 'evaluation', 'model', 'shifts', 'engine', 'threads', 'sourceImages'];

/** Help for everything that `--opt` takes. */
export function pretrainOptionHelp(): string {
  const options = optionsOf(pretrainConfigSchema).filter(({ name }) => !ownFlags.includes(name));
  return ['', 'Settings for --opt:', ...options.map(optionLine)].join('\n');
}
