import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { PretrainConfig, PretrainConfigInput } from '../../../src-shared/pretrain-config.ts';
import { activationNames, poolNames, weightsNames } from '../../../src-shared/model-reading.ts';
import { benchmarkSchema } from '../../../src-shared/run-config.ts';
import { readingOf } from './common-options.ts';
import { datasetOf } from './dataset-flags.ts';
import { evaluationOf } from './evaluation-flags.ts';
import { parseList, shiftsOf } from './parse.ts';

const text = z.string().min(1);
const number = text.transform(Number).pipe(z.number());
const split = z.enum(['test', 'validation', 'train']);
const benchmark = z.enum([...benchmarkSchema.options, 'none']);

/** What `--task` takes, by names of flags. */
const taskFlagsSchema = z.strictObject({
  dataset: text.exactOptional(),
  split: split.exactOptional(),
  source: text.exactOptional(),
  benchmark: benchmark.exactOptional(),
  corrupted: z.stringbool().exactOptional(),
  domains: z.stringbool().exactOptional(),
  evaluation: text.exactOptional(),
  evaluationSplit: split.exactOptional(),
  evaluationSource: text.exactOptional(),
  evaluationBenchmark: benchmark.exactOptional(),
  evaluationCorrupted: z.stringbool().exactOptional(),
  evaluationDomains: z.stringbool().exactOptional(),
  model: text.exactOptional(),
  heads: number.exactOptional(),
  eps: number.exactOptional(),
  imageSize: number.exactOptional(),
  activation: z.enum(activationNames).exactOptional(),
  pool: z.enum(poolNames).exactOptional(),
  weights: z.enum(weightsNames).exactOptional(),
  corruption: text.transform(parseList).exactOptional(),
  weight: number.exactOptional(),
});
export type TaskFlags = z.output<typeof taskFlagsSchema>;

const nameOfFlag = (name: string): string => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const flagNames = Object.keys(taskFlagsSchema.shape).map((name) =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
);
/** Values may have commas of their own. */
const betweenFlags = new RegExp(`,(?=(?:${flagNames.join('|')})=)`);

/** Tasks as `name=value` pairs with commas between them, collected over repetitions. */
export function collectTask(given: string, previous: readonly TaskFlags[] = []): TaskFlags[] {
  const pairs = given.split(betweenFlags).map((pair) => {
    const [, name, value] = /^([a-z-]+)=(.*)$/s.exec(pair.trim()) ?? [];
    if (name === undefined || !flagNames.includes(name)) {
      throw new InvalidArgumentError(`'${pair}' is none of ${flagNames.map((flag) => `${flag}=…`).join(', ')}.`);
    }
    return [nameOfFlag(name), value];
  });
  const parsed = taskFlagsSchema.safeParse(Object.fromEntries(pairs));
  if (parsed.success) return [...previous, parsed.data];
  const [issue] = parsed.error.issues;
  throw new InvalidArgumentError(`${String(issue?.path[0] ?? '')}: ${issue?.message ?? ''}.`);
}

type Task = NonNullable<PretrainConfigInput['tasks']>[number];
type First = Pick<PretrainConfig, 'dataset' | 'evaluation' | 'model' | 'reading' | 'shifts'>;

/** A further task: what flags leave out is as in the first one; of another dataset or model nothing is known from there. */
export function taskOf(flags: TaskFlags, first: First): Task {
  const { evaluation, reading, shifts } = first;
  const { dataset: named, split: own, source, benchmark: of, corrupted, domains, model, corruption, weight } = flags;
  const asked = { dataset: named, split: own, source, benchmark: of, corrupted, domains };
  const dataset = datasetOf(asked, named === undefined ? first.dataset : { kind: 'quickstart', split: 'train' });
  const isSame =
    Object.values(asked).every((value) => value === undefined) &&
    !Object.keys(flags).some((name) => name.startsWith('evaluation'));
  return {
    dataset,
    evaluation: isSame ? evaluation : evaluationOf(flags, dataset.kind === 'quickstart'),
    model: model ?? first.model,
    ...readingOf(flags, model === undefined ? reading : undefined),
    shifts: corruption === undefined ? shifts : shiftsOf(corruption, 5),
    ...(weight === undefined ? {} : { weight }),
  };
}
