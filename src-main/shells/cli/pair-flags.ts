import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { activationNames, poolNames, weightsNames } from '../../../src-shared/model-reading.ts';
import { benchmarkSchema } from '../../../src-shared/run-config.ts';
import { parseList } from './parse.ts';

export const text = z.string().min(1);
export const number = text.transform(Number).pipe(z.number());
export const yesOrNo = z.stringbool();
export const split = z.enum(['test', 'validation', 'train']);
export const benchmark = z.enum([...benchmarkSchema.options, 'none']);

/** A dataset, a model and corruptions as pairs name them: by the flags of `lab run`. */
export const placeFlagsSchema = z.strictObject({
  dataset: text.exactOptional(),
  split: split.exactOptional(),
  source: text.exactOptional(),
  benchmark: benchmark.exactOptional(),
  corrupted: yesOrNo.exactOptional(),
  domains: yesOrNo.exactOptional(),
  model: text.exactOptional(),
  heads: number.exactOptional(),
  eps: number.exactOptional(),
  imageSize: number.exactOptional(),
  activation: z.enum(activationNames).exactOptional(),
  pool: z.enum(poolNames).exactOptional(),
  weights: z.enum(weightsNames).exactOptional(),
  corruption: text.transform(parseList).exactOptional(),
});

const settingOf = (flag: string): string => flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const flagOf = (setting: string): string => setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * A parser of `name=value` pairs with commas between them, collected over repetitions. Values may have commas of their own.
 * @param schema of the pairs by names of settings; each takes text
 */
export function collectPairs<Schema extends z.ZodObject>(
  schema: Schema,
): (given: string, previous?: readonly z.output<Schema>[]) => z.output<Schema>[] {
  const names = Object.keys(schema.shape).map(flagOf);
  const between = new RegExp(`,(?=(?:${names.join('|')})=)`);
  return (given, previous = []) => {
    const pairs = given.split(between).map((pair) => {
      const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(pair.trim()) ?? [];
      if (name === undefined || !names.includes(name)) {
        throw new InvalidArgumentError(`'${pair}' is none of ${names.map((one) => `${one}=…`).join(', ')}.`);
      }
      return [settingOf(name), value];
    });
    const parsed = schema.safeParse(Object.fromEntries(pairs));
    if (parsed.success) return [...previous, parsed.data];
    const [issue] = parsed.error.issues;
    throw new InvalidArgumentError(`${String(issue?.path[0] ?? '')}: ${issue?.message ?? ''}.`);
  };
}
